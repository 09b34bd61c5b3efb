#!/usr/bin/python3
"""Prints where stars stand at an epoch seen from a spacecraft, by astropy: the oracle of packages/tu/src/epoch.oracle.json.

usage: tools/oracle/make-epoch.py > packages/tu/src/epoch.oracle.json

Each star goes straight on from J2016.0 (SkyCoord.apply_space_motion, no radial velocity) and is looked at from the spacecraft, which is where the
Earth is about the barycentre (ERFA epv00) and the orbit's Earth-centred position. No aberration, no deflection of light.
"""
import json
import astropy, numpy as np
from astropy import units as u
from astropy.coordinates import CartesianRepresentation, Distance, SkyCoord, get_body_barycentric, solar_system_ephemeris
from astropy.time import Time

solar_system_ephemeris.set("builtin")
STARS = [  # name, ra, dec, pmra*cos(dec), pmdec, parallax: degrees, mas/yr, mas; Gaia DR3 where named, else made up
    ("Barnard", 269.44850252, 4.73942005, -801.551, 10362.394, 546.976),
    ("Proxima", 217.39232147, -62.67607512, -3781.741, 769.465, 768.0665),
    ("61 Cyg A", 316.74849166, 38.76387127, 4164.209, 3249.614, 285.9949),
    ("near the north pole", 40.0, 89.9995, 1500.0, -900.0, 300.0),
    ("over the north pole", 123.0, 89.99999, -300.0, 8000.0, 500.0),
    ("near the south pole", 311.5, -89.9999, -4000.0, -2500.0, 700.0),
    ("across RA 0", 0.0005, 12.0, -1200.0, 300.0, 20.0),
    ("far away", 150.1, 2.2, 3.0, -4.0, 0.25),
]
EPOCHS = [("2024-03-04T00:17:20.075", (-1078899.86699189, 996352.276188178, 501931.307833226)), ("2025-09-10T12:00:00", (1.4e6, 2.0e5, -6.0e5)),
          ("2028-12-21T06:00:00", (1.0e5, -1.3e6, -5.0e5)), ("2030-06-30T00:00:00", (-2.0e5, 1.35e6, 4.0e5))]
cases = []
for utc, km in EPOCHS:
    time = Time(utc, scale="utc")
    observer = get_body_barycentric("earth", time) + CartesianRepresentation(np.array(km) * u.km)
    for name, ra, dec, pmra, pmdec, parallax in STARS:
        star = SkyCoord(ra * u.deg, dec * u.deg, distance=Distance(parallax=parallax * u.mas), pm_ra_cosdec=pmra * u.mas / u.yr, pm_dec=pmdec * u.mas / u.yr,
                        radial_velocity=0 * u.km / u.s, obstime=Time(2016.0, format="jyear", scale="tcb"))
        seen = (star.apply_space_motion(new_obstime=time).cartesian.without_differentials() - observer)
        x, y, z = (seen / seen.norm()).xyz.value
        cases.append({"star": name, "ra": ra, "dec": dec, "motionRa": pmra, "motionDec": pmdec, "parallax": parallax, "utc": utc + "Z", "orbit": km,
                      "seen": [float(x), float(y), float(z)]})
observers = [{"utc": utc + "Z", "orbit": km, "au": [float(v) for v in (get_body_barycentric("earth", Time(utc, scale="utc")) + CartesianRepresentation(np.array(km) * u.km)).xyz.to_value(u.au)]}
             for utc, km in EPOCHS]
lines = lambda rows: ",\n".join("  " + json.dumps(row) for row in rows)
print('{\n "by": "astropy %s, tools/oracle/make-epoch.py",\n "observers": [\n%s\n ],\n "cases": [\n%s\n ]\n}' % (astropy.__version__, lines(observers), lines(cases)))
