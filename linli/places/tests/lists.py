"""An official list of a town that does not exist, and files made of it."""

import csv
import io
import zipfile
from pathlib import Path

TITLES = ["code", "name", "kind", "street_code", "street_name", "district_code", "district", "city", "province"]
ABOVE = {
    "590101001": ("云溪街道", "590101", "青川区", "云州市", "云江省"),
    "590101100": ("柳桥镇", "590101", "青川区", "云州市", "云江省"),
    "590102001": ("望江街道", "590102", "白水县", "云州市", "云江省"),
}
UNITS = [
    ("590101001001", "桂花社区居委会", "居委会"),
    ("590101001002", "松园社区居委会", "居委会"),
    ("590101001003", "河岸社区居委会", "居委会"),
    ("590101100001", "桥头社区居委会", "居委会"),
    ("590101100200", "柳桥村村委会", "村委会"),
    ("590102001001", "望江社区居委会", "居委会"),
    ("590102001002", "铁路家属院家委会", "家委会"),
]


def rows_of(units=UNITS) -> list[list[str]]:
    """Return the rows of a list, every parent written out."""
    return [[code, name, kind, code[:9], ABOVE[code[:9]][0], *ABOVE[code[:9]][1:]] for code, name, kind in units]


def csv_text(rows: list[list[str]] | None = None, titles: list[str] = TITLES) -> str:
    """Return the list as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([titles, *(rows_of() if rows is None else rows)])
    return out.getvalue()


def write(folder: Path, text: str | bytes, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def sparse_workbook(folder: Path) -> Path:
    """Write an .xlsx of less than 2 KB whose two cells span the largest sheet there can be."""
    path = folder / "sparse.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package_file:
        for name, text in parts.items():
            package_file.writestr(name, text)
    return path
