#!/usr/bin/env python3
"""Velocity of the Earth, aberration over a field, attitudes and field corners by astropy and ERFA.

usage: /usr/bin/python3 tools/oracle/attitude.py
Writes packages/focal-plane/src/aberration.oracle.json and attitude.oracle.json. Nothing is downloaded: the Earth is ERFA's epv00.
"""
import json
from pathlib import Path

import astropy.units as u
import erfa
import numpy as np
from astropy.coordinates import GCRS, BarycentricMeanEcliptic, CartesianRepresentation, SkyCoord, get_sun
from astropy.time import Time
from astropy.utils import iers
from astropy.wcs import WCS

iers.conf.auto_download = False
HERE = Path(__file__).resolve().parents[2] / "packages/focal-plane/src"
AU_KM = 149597870.7
C_KM_S = 299792.458

# Near what an orbit about L2 is like; the first is that of a flight header (observation 357 of 2024-03-04).
ORBITS = [
    ([-1078899.86699189, 996352.276188178, 501931.307833226], [-0.118166512501096, -0.170858777137357, -0.228024085119612]),
    ([1200000.0, 700000.0, 300000.0], [-0.2, 0.3, 0.1]),
    ([-300000.0, -1400000.0, -200000.0], [0.25, -0.05, -0.3]),
]
# Time, pointing (deg), orbit: along and against the Earth's motion, across it, at the poles and over RA 0.
CASES = [
    ("2024-03-04T00:17:20.075495", (80.70958138, -48.69567793, 256.56010628), 0),
    ("2024-06-21T12:00:00", (179.99, -0.5, 10.0), 1),
    ("2024-12-20T06:30:00", (0.05, 1.25, 100.0), 1),
    ("2026-09-23T00:00:00", (271.0, 66.5, 30.0), 2),
    ("2029-03-21T18:00:00", (270.0, -23.4, 333.0), 2),
    ("2030-11-11T11:11:11", (45.0, 89.9, 200.0), 0),
]


def velocity_of(time, orbit):
    """km/s against the barycentre"""
    tdb = time.tdb
    _, bary = erfa.epv00(tdb.jd1, tdb.jd2)
    return np.array(bary["v"]) * AU_KM / 86400 + np.array(ORBITS[orbit][1])


def boosted(direction, velocity):
    """The direction seen by a moving observer: the photon's four-momentum by a Lorentz matrix."""
    beta = velocity / C_KM_S
    b2 = beta @ beta
    gamma = 1 / np.sqrt(1 - b2)
    boost = np.eye(4)
    boost[0, 0] = gamma
    boost[0, 1:] = boost[1:, 0] = -gamma * beta
    boost[1:, 1:] += (gamma - 1) * np.outer(beta, beta) / b2
    momentum = boost @ np.concatenate([[1], -np.asarray(direction)])
    return -momentum[1:] / momentum[0]


def turn_to(start, end):
    """The smallest rotation matrix from one unit vector to another, by its axis and angle."""
    axis = np.cross(start, end)
    sine = np.linalg.norm(axis)
    if sine == 0:
        return np.eye(3)
    x, y, z = axis / sine
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.arctan2(sine, start @ end)
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def vector(ra, dec):
    return SkyCoord(ra * u.deg, dec * u.deg).cartesian.xyz.value


def degrees(v):
    at = SkyCoord(CartesianRepresentation(*v))
    return [float(at.ra.deg), float(at.dec.deg)]


def offsets(pointing):
    """Sources in the field, on its corners and beside it, by separation and position angle."""
    centre = SkyCoord(pointing[0] * u.deg, pointing[1] * u.deg)
    for distance, angle in [(0, 0), (0.1, 40), (0.39, 0), (0.39, 90), (0.52, 138), (0.52, 228), (0.7, 300)]:
        at = centre.directional_offset_by((pointing[2] + angle) * u.deg, distance * u.deg)
        yield float(at.ra.deg), float(at.dec.deg)


def aberration():
    earth = []
    for day in np.linspace(Time("2020-01-01").mjd, Time("2037-12-31").mjd, 60):
        time = Time(round(day * 86400) / 86400, format="mjd", scale="utc")
        tdb = time.tdb
        _, bary = erfa.epv00(tdb.jd1, tdb.jd2)
        earth.append({"time": time.isot + "Z", "velocity": list(np.array(bary["v"]) * AU_KM / 86400)})
    fields = []
    for text, pointing, orbit in CASES:
        time = Time(text, scale="utc")
        velocity = velocity_of(time, orbit)
        centre = vector(*pointing[:2])
        back = turn_to(boosted(centre, velocity), centre)
        position, motion = ORBITS[orbit]
        frame = GCRS(
            obstime=time,
            obsgeoloc=CartesianRepresentation(*(np.array(position) * 1000), unit=u.m),
            obsgeovel=CartesianRepresentation(*(np.array(motion) * 1000), unit=u.m / u.s),
        )
        seen_centre = SkyCoord(pointing[0] * u.deg, pointing[1] * u.deg).transform_to(frame)
        sources = []
        for ra, dec in offsets(pointing):
            seen = degrees(back @ boosted(vector(ra, dec), velocity))
            apart = seen_centre.separation(SkyCoord(ra * u.deg, dec * u.deg).transform_to(frame)).arcsec
            sources.append({"ra": ra, "dec": dec, "seen": seen, "astropySeparation": float(apart)})
        fields.append(
            {
                "time": text + "Z",
                "pointing": dict(zip(("ra", "dec", "pa"), pointing)),
                "orbit": {"position": position, "velocity": motion},
                "velocity": list(velocity),
                "sources": sources,
            }
        )
    return {
        "note": "by tools/oracle/attitude.py: km/s (ERFA epv00); seen: Lorentz matrix, turned so that the pointing stays, degrees; "
        "astropySeparation: from the pointing in astropy's GCRS of the observer, arcsec, which bends light at the Sun too",
        "earth": earth,
        "fields": fields,
    }


def attitudes():
    cases = []
    for text, (ra, dec, pa), orbit in CASES:
        time = Time(text, scale="utc")
        position, motion = ORBITS[orbit]
        at = SkyCoord(ra * u.deg, dec * u.deg)
        ecliptic = at.transform_to(BarycentricMeanEcliptic(equinox="J2000"))
        pole = SkyCoord(0 * u.deg, 90 * u.deg, frame=BarycentricMeanEcliptic(equinox="J2000")).icrs
        # The spacecraft's axis lies 0.8102 deg from the field's centre, against the position angle (see attitude.ts).
        z_at = at.directional_offset_by((pa + 180) * u.deg, 0.8102 * u.deg)
        z = z_at.cartesian.xyz.value
        centre = at.cartesian.xyz.value
        y = centre - z * (centre @ z)
        y /= np.linalg.norm(y)
        # Apparent: with aberration for the Earth's velocity, as the flight headers have it.
        sun = get_sun(time)
        s = sun.cartesian.xyz.to_value(u.km) - np.array(position)
        s /= np.linalg.norm(s)
        x = np.cross(y, z)
        wcs = WCS(naxis=2)
        wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
        wcs.wcs.crval = [ra, dec]
        wcs.wcs.crpix = [0, 0]
        # Pixel axes of a degree: along PA + 90 deg (the long side) and along PA.
        p = np.deg2rad(pa)
        wcs.wcs.cd = [[np.cos(p), np.sin(p)], [-np.sin(p), np.cos(p)]]
        corners = wcs.all_pix2world([[sx * 0.38988, sy * 0.3501] for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))], 1)
        cases.append(
            {
                "time": text + "Z",
                "mjd": float(time.mjd),
                "pointing": {"ra": ra, "dec": dec, "pa": pa},
                "orbit": {"position": position, "velocity": motion},
                "longitude": float(ecliptic.lon.deg),
                "latitude": float(ecliptic.lat.deg),
                "positionAngle": float((pa - at.position_angle(pole).deg) % 360),
                "solarAspectAngle": float(np.degrees(np.arccos(z @ s))),
                "alpha": float(-np.degrees(np.arctan2(s @ x, s @ y))),
                "beta": float(np.degrees(np.arctan2(s @ z, s @ y))),
                "corners": [[float(lon), float(lat)] for lon, lat in corners],
            }
        )
    return {"note": "by tools/oracle/attitude.py: degrees, mean ecliptic of J2000, get_sun, TAN", "cases": cases}


if __name__ == "__main__":
    for name, value in (("aberration", aberration()), ("attitude", attitudes())):
        (HERE / f"{name}.oracle.json").write_text(json.dumps(value, indent=1) + "\n")
