#!/usr/bin/env python3
"""Times of orbit files in every time system as TAI, by astropy and ERFA (its full series of Fairhead and Bretagnon for TDB).

usage: /usr/bin/python3 tools/oracle/times.py
Writes packages/formats/src/config/time-systems.oracle.json: seconds of TAI since 2000-01-01T00:00:00 TAI, as decimal text.
"""
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
from astropy.time import Time
from astropy.utils import iers

iers.conf.auto_download = False
HERE = Path(__file__).resolve().parents[2] / "packages/formats/src/config"
START = Time("2000-01-01T00:00:00", scale="tai", format="isot")


def tai(text, scale):
    # GPS time is TAI less 19 s by definition; astropy has it as a format, not as a scale.
    time = Time(text, scale="tai" if scale == "gps" else scale, format="isot", precision=9).tai
    days = Decimal(float(time.jd1 - START.jd1)) + Decimal(float(time.jd2)) - Decimal(float(START.jd2))
    return str((days * 86400 + (19 if scale == "gps" else 0)).quantize(Decimal("1e-8")))


def main():
    texts = [
        "1972-01-01T00:00:00.000000",
        "1985-06-30T23:59:59.999999",
        "1985-07-01T00:00:00.000000",
        "1999-12-31T12:00:00.000001",
        "2005-12-31T23:59:59.500000",
        "2006-01-01T00:00:00.250000",
        "2016-12-31T23:59:59.000000",
        "2017-01-01T00:00:00.000000",
    ]
    for days in np.linspace(0, 20000, 41):
        time = Time(float(43000 + round(days * 86400) / 86400), format="mjd", scale="tai")
        texts.append(time.isot[:-4] + ".123456")
    cases = [{"text": text, "system": scale.upper(), "tai": tai(text, scale)} for scale in ("utc", "tai", "gps", "tt", "tdb") for text in texts]
    cases.append({"text": "2016-12-31T23:59:60.750000", "system": "UTC", "tai": tai("2016-12-31T23:59:60.750000", "utc")})
    cases.append({"text": "2005-12-31T23:59:60.000000", "system": "UTC", "tai": tai("2005-12-31T23:59:60.000000", "utc")})
    value = {"note": "by tools/oracle/times.py", "cases": cases}
    (HERE / "time-systems.oracle.json").write_text(json.dumps(value, indent=1) + "\n")


main()
