"""Writes FITS files with astropy and says what is in them; reads files of ours and says what astropy finds.

usage: oracle.py write FOLDER      makes FOLDER/*.fits and prints their content as JSON
       oracle.py read FILE...      prints the content of each as JSON; a warning of astropy is an error
       oracle.py lenient FILE...   the same, warnings ignored: for files of others
Content of an image: shape, sum, first and last pixels. Of a column: the first 200 values, as text for integers beyond 2^53.
"""
import json, sys, warnings
import numpy as np
from astropy.io import fits

def number(v):
    if isinstance(v, (complex, np.complexfloating)): return [float(v.real), float(v.imag)]
    if isinstance(v, (bool, np.bool_)): return int(v)
    if isinstance(v, (float, np.floating)): return 'NaN' if np.isnan(v) else float(v)
    return int(v) if abs(int(v)) < 2**53 else str(int(v))

def values(column):
    out = []
    for cell in column:
        if isinstance(cell, str): out.append(cell.rstrip())
        else: out.append([number(v) for v in np.ravel(cell)])
    return out

def content(path):
    hdus = []
    with fits.open(path, checksum=True) as file:
        for hdu in file:
            if sys.argv[1] != 'lenient': hdu.verify('exception')
            if isinstance(hdu, (fits.BinTableHDU, fits.TableHDU)) and not isinstance(hdu, fits.CompImageHDU):
                hdus.append(dict(name=hdu.name, rows=len(hdu.data), columns={n: values(hdu.data[n][:200]) for n in hdu.columns.names}))
            else:
                data = hdu.data
                if data is None or data.size == 0: hdus.append(dict(name=hdu.name, shape=[])); continue
                flat = np.ravel(data)
                finite = flat[np.isfinite(flat)] if flat.dtype.kind == 'f' else flat
                total = float(np.sum(finite.astype(float)))
                hdus.append(dict(name=hdu.name, shape=list(data.shape[::-1]), sum=total, missing=int(flat.size - finite.size), pixels=[number(v) for v in (flat if flat.size <= 4000 else np.r_[flat[:50], flat[-50:]])]))
    return hdus

def write(folder):
    rng = np.random.default_rng(5)
    def save(name, *hdus):
        fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(f'{folder}/{name}.fits', checksum=True)
    ints = {f'{kind}{bits}': rng.integers(np.iinfo(f'{kind}{bits}').min, np.iinfo(f'{kind}{bits}').max, (5, 7), f'{kind}{bits}', endpoint=True)
            for kind in ('int', 'uint') for bits in (8, 16, 32, 64)}
    ints['int8'] = rng.integers(-128, 127, (5, 7), 'int8')
    floats = {'float32': rng.normal(size=(5, 7)).astype('f4'), 'float64': rng.normal(size=(5, 7))}
    save('images', *[fits.ImageHDU(v, name=k) for k, v in {**ints, **floats}.items()])

    columns = [fits.Column('L', '1L', array=np.array([True, False, True])), fits.Column('X', '11X', array=rng.integers(0, 2, (3, 11)).astype(bool)),
               fits.Column('UI', '2I', bzero=32768, array=np.array([[0, 65535], [40000, 1], [2, 3]], 'uint16')), fits.Column('K', 'K', array=np.array([2**40 + 5, -2**62, 0])),
               fits.Column('E', 'E', array=np.array([1.5, np.nan, 3], 'f4'), unit='deg'), fits.Column('M', 'M', array=np.array([1 + 2j, 3j, -4])),
               fits.Column('A', '9A', array=['O\'Brien', '', 'x y']),
               fits.Column('D22', '4D', dim='(2,2)', array=np.arange(12.).reshape(3, 2, 2)),
               fits.Column('PJ', 'PJ()', array=np.array([np.array([1, 2, 3], 'i4'), np.array([], 'i4'), np.array([7], 'i4')], dtype=object)),
               fits.Column('QD', 'QD()', array=np.array([np.array([1.5]), np.array([2., 3.]), np.array([])], dtype=object))]
    save('table', fits.BinTableHDU.from_columns(columns, name='T'))

    ascii_columns = [fits.Column('NAME', 'A8', array=['M31', 'NGC 1', '']), fits.Column('N', 'I6', array=np.array([-5, 123456, 0])),
                     fits.Column('F', 'F10.3', array=np.array([1.5, -2.25, 1e4])), fits.Column('D', 'D25.16', array=np.array([1e-300, -150.1, 0]))]
    save('ascii', fits.TableHDU.from_columns(ascii_columns, name='ASC'))

    header = fits.Header()
    header['TITLE'] = ('EUCLID / VIS', 'with a slash')
    header['NAME'] = "O'Brien"
    header['LONG'] = ('word ' * 40 + "it's", 'a comment')
    header['HIERARCH ESO DET CHIP1 ID'] = ('A=B', 'words')
    header['BIG'] = 2**60 + 1
    header['WHOLE'] = 3.0
    header['TRUTH'] = True
    header['HISTORY'] = 'made by the oracle'
    for n in range(700): header[f'K{n}'] = n
    fits.PrimaryHDU(header=header).writeto(f'{folder}/cards.fits', checksum=True)

    sky = (rng.normal(100, 5, (60, 47)) + np.where(rng.random((60, 47)) < .01, 5000, 0)).astype('f4')
    holes = sky.copy(); holes[3, 5:9] = np.nan; holes[20:22] = 0
    noise16 = rng.integers(0, 65535, (60, 47)).astype('uint16')
    smooth = (np.add.outer(np.arange(60) * 3, np.arange(47) * 2)).astype('i4')
    for algorithm in ('RICE_1', 'GZIP_1', 'GZIP_2'):
        tiles = [fits.CompImageHDU(sky, name=f'SKY{m}', compression_type=algorithm, quantize_method=m, dither_seed=77, quantize_level=8) for m in (-1, 1, 2)]
        tiles += [fits.CompImageHDU(holes, name=f'HOLES{m}', compression_type=algorithm, quantize_method=m, dither_seed=9990) for m in (-1, 1, 2)]
        tiles += [fits.CompImageHDU(data, name=name, compression_type=algorithm, tile_size=size) for name, data, size in (
            ('SMOOTH', smooth, None), ('TILED', smooth, (10, 7)), ('NOISE16', noise16, None), ('INT16', (noise16.astype('i4') - 32768).astype('i2'), (47, 60)), ('BYTES', (noise16 >> 8).astype('u1'), None),
            ('NOISE32', rng.integers(-2**31, 2**31, (60, 47)).astype('i4'), None), ('CUBE', smooth.reshape(4, 15, 47), (20, 6, 3)))]
        if algorithm != 'RICE_1': tiles.append(fits.CompImageHDU(sky, name='LOSSLESS', compression_type=algorithm, quantize_level=0))
        save(f'tiles_{algorithm}', *tiles)
    return ['images', 'table', 'ascii', 'cards', 'tiles_RICE_1', 'tiles_GZIP_1', 'tiles_GZIP_2']

warnings.simplefilter('ignore' if sys.argv[1] == 'lenient' else 'error')
if sys.argv[1] == 'write': print(json.dumps({name: content(f'{sys.argv[2]}/{name}.fits') for name in write(sys.argv[2])}))
else: print(json.dumps({path: content(path) for path in sys.argv[2:]}))
