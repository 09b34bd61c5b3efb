#!/usr/bin/python3
"""Band fluxes by dense trapezoids in numpy: the numbers of packages/tu/test/photometry-oracle.json.

usage: photometry.py SHARED > packages/tu/test/photometry-oracle.json
SHARED holds data/seds_galaxy, data/seds_star and data/passbands; their numbers stay there, only integrals over them go into the oracle.

Every integral is over a grid of 12 000 places of the filter plus all places of filter and spectrum, on which extinction is worked out anew: nothing here knows of
the pieces, tables and thinned curves of the code that it is compared with.
"""
import gzip, json, sys
from pathlib import Path
import numpy as np
from astropy import constants, units

C = constants.c.to_value(units.nm / units.s)
JY = units.Jy.to(units.erg / units.s / units.cm**2 / units.Hz)
trapezoid = getattr(np, 'trapezoid', None) or np.trapz
interp = lambda x, xs, ys: np.interp(x, xs, ys, left=0, right=0)

# Extinction, from the papers: nm in, A/A(V) or A/E(B-V) out.
def milky_way(nm, rv=3.1):
    x = 1e3 / np.asarray(nm, float)
    a, b = 0.574 * x**1.61, -0.527 * x**1.61
    y = x - 1.82
    oa = 1 + 0.104*y - 0.609*y**2 + 0.701*y**3 + 1.137*y**4 - 1.718*y**5 - 0.827*y**6 + 1.647*y**7 - 0.505*y**8
    ob = 1.952*y + 2.908*y**2 - 3.989*y**3 - 7.985*y**4 + 11.102*y**5 + 5.491*y**6 - 10.805*y**7 + 3.347*y**8
    a, b = np.where(x >= 1.1, oa, a), np.where(x >= 1.1, ob, b)
    d = np.maximum(x - 5.9, 0)
    a = np.where(x >= 3.3, 1.752 - 0.316*x - 0.104/((x-4.67)**2 + 0.341) - 0.04473*d**2 - 0.009779*d**3, a)
    b = np.where(x >= 3.3, -3.090 + 1.825*x + 1.206/((x-4.62)**2 + 0.263) + 0.2130*d**2 + 0.1207*d**3, b)
    u = x - 8
    a = np.where(x >= 8, -1.073 - 0.628*u + 0.137*u**2 - 0.070*u**3, a)
    b = np.where(x >= 8, 13.670 + 4.257*u - 0.420*u**2 + 0.374*u**3, b)
    return a + b / rv

PREVOT = np.array('''1275 13.54 1330 12.52 1385 11.51 1435 10.80 1490 9.84 1545 9.28 1595 9.06 1647 8.49 1700 8.01 1755 7.71 1810 7.17 1860 6.90 1910 6.76 2000 6.38
2115 5.85 2220 5.30 2335 4.53 2445 4.24 2550 3.91 2665 3.49 2778 3.15 2890 3.00 2995 2.65 3105 2.29 3704 1.81 4255 1.00 5291 0.00 12500 -2.02 16500 -2.36
22000 -2.47'''.split(), float).reshape(-1, 2)

def extrapolated(x, xs, ys):
    y = np.interp(x, xs, ys)
    y = np.where(x < xs[0], ys[0] + (x - xs[0]) * (ys[1] - ys[0]) / (xs[1] - xs[0]), y)
    return np.where(x > xs[-1], ys[-1] + (x - xs[-1]) * (ys[-1] - ys[-2]) / (xs[-1] - xs[-2]), y)

def starburst(nm):
    formula = lambda x: 4.05 + 2.659 * np.where(x < 0.63, -2.156 + 1.509/x - 0.198/x**2 + 0.011/x**3, -1.857 + 1.040/x)
    x = np.asarray(nm, float) / 1e3
    low = formula(0.12) + (x - 0.12) * (formula(0.12) - formula(0.11)) / 0.01
    high = formula(2.2) - (x - 2.2) * 2.659 * 1.04 / 2.2**2
    return np.maximum(0, np.where(x < 0.12, low, np.where(x > 2.2, high, formula(np.clip(x, 0.12, 2.2)))))

def bump(nm, height):
    profile = lambda x: 1 / ((x / 0.8 - 4.605**2 / (0.8 * x))**2 + 1)
    net = lambda x: profile(x) - np.interp(x, [1/0.28, 1/0.16], [profile(1/0.28), profile(1/0.16)])
    x = 1e3 / np.asarray(nm, float)
    return np.where((x > 1/0.28) & (x < 1/0.16), net(x) * height / net(4.605), 0)

LAWS = [lambda nm: 0 * nm, lambda nm: np.maximum(0, 2.72 + extrapolated(nm, PREVOT[:, 0] / 10, PREVOT[:, 1])), starburst,
        lambda nm: starburst(nm) + bump(nm, 0.746), lambda nm: starburst(nm) + bump(nm, 1.492)]

RYDBERG = 1.0967758e-2
balmer = lambda n: 1 / (RYDBERG * (1/4 - 1/n**2))
paschen = lambda n: 1 / (RYDBERG * (1/9 - 1/n**2))
LINES = dict(HALPHA=[(balmer(3), 1)], HBETA=[(balmer(4), 1)], HGAMMA=[(balmer(5), 1)], HDELTA=[(balmer(6), 1)], HEPSILON=[(balmer(7), 1)],
             PBETA=[(paschen(5), 1)], PGAMMA=[(paschen(6), 1)], PDELTA=[(paschen(7), 1)], PEPSILON=[(paschen(8), 1)],
             O2=[(372.71, .5), (372.988, .5)], O3=[(500.824, 1), (496.03, 1/3)], N2=[(658.527, 1), (654.985, 1/3)],
             S2=[(671.829, .5), (673.267, .5)], S3=[(907.11, 1/3.44), (953.32, 2.44/3.44)])

class Band:
    """A filter, its dense grid and the integral of a flat f_nu over it."""
    def __init__(self, wavelengths, transmission, counts='photons'):
        self.w, self.t, self.counts = np.asarray(wavelengths, float), np.asarray(transmission, float), counts
        self.grid = np.unique(np.concatenate([np.linspace(self.w[0], self.w[-1], 12000), self.w]))
        r = interp(self.grid, self.w, self.t)
        self.flat = C * trapezoid(r / self.grid**(1 if counts == 'photons' else 2), self.grid)

    def mean_fnu(self, spectrum, nodes):
        """f_nu of f_lambda (per nm) over the band: erg/s/cm2/Hz for erg/s/cm2/nm."""
        inside = nodes[(nodes > self.w[0]) & (nodes < self.w[-1])]
        grid = np.insert(self.grid, np.searchsorted(self.grid, inside), inside)
        light = spectrum(grid) * interp(grid, self.w, self.t)
        return trapezoid(light * grid if self.counts == 'photons' else light, grid) / self.flat

    def line_fnu(self, nm, flux):
        return flux * float(interp(nm, self.w, self.t)) * (nm if self.counts == 'photons' else 1) / self.flat

R01 = Band(np.array([552.5, 695]) / 1.1, [1, 1])

def fluxes(library, bands, case, reference='VIS'):
    """Jy in every band, of an object with a flux `case['flux']` (Jy) in the reference band, the Milky Way's extinction in it."""
    z, av = case.get('z', 0), case.get('av', 0)
    parts = []
    for template, law, ebv, share in case['parts']:
        wl, f = library[template]
        rest = lambda x, wl=wl, f=f, law=law, ebv=ebv: interp(x, wl, f) * 10**(-0.4 * ebv * LAWS[law](x))
        parts.append((rest, wl, share / R01.mean_fnu(rest, wl)))
    dim = lambda x: 10**(-0.4 * av * milky_way(x))
    observed = lambda x: sum(s * rest(x / (1 + z)) for rest, _, s in parts) / (1 + z) * dim(x)
    nodes = np.unique(np.concatenate([wl * (1 + z) for _, wl, _ in parts]))
    continuum = {name: band.mean_fnu(observed, nodes) for name, band in bands.items()}
    lines = {name: sum(band.line_fnu(nm * (1 + z), share * 10**log * float(dim(nm * (1 + z))))
                       for line, log in case.get('lines', {}).items() for nm, share in LINES[line]) / JY for name, band in bands.items()}
    scale = (case['flux'] - lines[reference]) / continuum[reference]
    assert scale > 0, case
    return {name: scale * continuum[name] + lines[name] for name in bands}

def table(path, first=0, second=1):
    text = gzip.open(path, 'rt').read() if path.suffix == '.gz' else path.read_text()
    rows = np.array([[float(x) for x in line.split()[:2]] for line in text.splitlines() if line.strip() and not line.startswith('#')])
    return rows[:, first] / 10, rows[:, second]

NAMES = dict(VIS='VIS', Y_NISP='NISP_Y', J_NISP='NISP_J', H_NISP='NISP_H', G_DECAM='des_g', R_DECAM='des_r', I_DECAM='des_i', Z_DECAM='des_z', U_MEGACAM='MegaCam_u',
             R_MEGACAM='MegaCam_r', G_JPCAM='JPCam_g', I_PANSTARRS='Pan-STARRS_i', Z_PANSTARRS='Pan-STARRS_z', Z_HSC='HSC_z', G_GAIA='GAIA_G', BP_GAIA='GAIA_Bp',
             RP_GAIA='GAIA_Rp', U_LSST='LSST_total_u', G_LSST='LSST_total_g', R_LSST='LSST_total_r', I_LSST='LSST_total_i', Z_LSST='LSST_total_z', J_2MASS='2MASS_J',
             H_2MASS='2MASS_H', KS_2MASS='2MASS_Ks')

def shared(root):
    data = Path(root) / 'data'
    bands = {name: Band(*table(data / f'passbands/ouphz/{file}.pb.gz')) for name, file in NAMES.items()}
    galaxies = [table(data / 'seds_galaxy' / line.strip()) for line in (data / 'seds_galaxy/COSMOS_MOD.list').read_text().split()]
    stars = {p.stem: table(p) for p in sorted((data / 'seds_star/pickles').glob('*.sed'))}
    draw = np.random.default_rng(4)
    cases = [dict(z=z, flux=1e-6, parts=[[n, 0, 0, 1]]) for n in range(len(galaxies)) for z in (0, 0.4, 1.1, 2.3)]
    for _ in range(40):
        share = round(float(draw.uniform(0.05, 0.95)), 3)
        lines = {line: round(float(draw.uniform(-17.5, -16)), 3) for line in draw.choice(list(LINES), 5, replace=False)}
        parts = [[int(draw.integers(31)), int(draw.integers(5)), round(float(draw.uniform(0, 0.5)), 3), s] for s in (share, 1 - share)]
        cases.append(dict(z=round(float(draw.uniform(0.01, 2.5)), 4), av=round(float(draw.uniform(0, 1)), 3), flux=1e-5, lines=lines, parts=parts))
    star_cases = [dict(template=name, av=av, flux=1e-4) for name in stars for av in (0, 0.7)]
    ordered = list(stars)
    return dict(
        bands=NAMES,
        galaxies=[dict(case, jansky=compact(fluxes(galaxies, bands, case))) for case in cases],
        stars=[dict(case, jansky=compact(fluxes(list(stars.values()), bands, dict(case, parts=[[ordered.index(case['template']), 0, 0, 1]])))) for case in star_cases])

compact = lambda values: [float(f'{value:.7g}') for value in values.values()]

def made():
    """Spectra and filters of our own, few places, so that the test needs nothing else: a step, a gap, coarse grids, both kinds of detector."""
    wl = [90, 120, 121, 200, 350, 400, 400, 550, 700, 1000, 1600, 3000]
    library = [[0.1, 1, 3, 2, 2.5, 2, 1, 1.4, 1.2, 0.9, 0.4, 0.1], [0, 0, 0.1, 0.2, 0.5, 0.6, 1.3, 2, 2.2, 2.1, 1.2, 0.3]]
    bands = dict(VIS=([540, 560, 850, 920], [0, 0.8, 0.7, 0], 'photons'), G_LSST=([400, 400, 550, 550], [0, 1, 0.9, 0], 'photons'),
                 H_NISP=([1500, 1520, 1990, 2010], [0, 0.7, 0.75, 0], 'energy'), J_NISP=([1170, 1200, 1300, 1301, 1560], [0, 0.7, 0.2, 0.9, 0], 'photons'))
    cases = [dict(z=0, flux=1e-6, parts=[[0, 0, 0, 1]]), dict(z=0.73, flux=2e-6, av=0.9, parts=[[1, 2, 0.4, 1]]),
             dict(z=1.9, flux=3e-6, av=0.2, parts=[[0, 1, 0.3, 0.4], [1, 4, 0.5, 0.6]], lines=dict(O2=-15.6, O3=-16, HALPHA=-15.9)),
             dict(z=0.31, flux=4e-6, av=2.5, parts=[[0, 3, 0.15, 0.9], [1, 0, 0, 0.1]], lines=dict(HALPHA=-16, N2=-16.4, PBETA=-15.5, S3=-16))]
    steps = lambda w: np.asarray(w, float) * (1 + 1e-12 * np.r_[0, np.diff(w) == 0])
    as_bands = {name: Band(steps(w), t, counts) for name, (w, t, counts) in bands.items()}
    as_library = [(steps(wl), np.array(f, float)) for f in library]
    return dict(wavelengths=wl, templates=library,
                filters=[dict(name=name, wavelengths=w, transmission=t, counts=counts) for name, (w, t, counts) in bands.items()],
                cases=[dict(case, jansky=compact(fluxes(as_library, as_bands, case))) for case in cases])

def laws():
    """Extinction at some wavelengths (nm): Milky Way A/A(V), then the five laws A/E(B-V)."""
    at = [95, 130, 175, 217.5, 250, 300, 330, 365, 440, 551, 640, 800, 900, 1000, 1250, 1650, 2200, 2600, 3000]
    return dict(wavelengths=at, milkyWay=[float(f'{v:.8g}') for v in milky_way(np.maximum(100, at))], dust=[[float(f'{v:.8g}') for v in law(np.array(at, float))] for law in LAWS])

out = dict(made=made(), laws=laws(), shared=shared(sys.argv[1]))
def rows(items): return '[\n' + ',\n'.join('  ' + json.dumps(item) for item in items) + '\n ]'
print('{\n "made": ' + json.dumps(out['made']) + ',\n "laws": ' + json.dumps(out['laws']) + ',\n "bands": ' + json.dumps(out['shared']['bands'])
      + ',\n "galaxies": ' + rows(out['shared']['galaxies']) + ',\n "stars": ' + rows(out['shared']['stars']) + '\n}')
