"""Files of every kind, made for the tests of what is read."""

import io
import re
import zipfile
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.documents.document import Document
from ingest.documents.load import load_file


def pdf(*lines: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for position, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * position, line)
    canvas.save()
    return target.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("secret"))))
    writer.encrypt("password", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def docx(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        packed.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r2" Type="{office}/styles"'
            ' Target="styles.xml"/></Relationships>',
        )
        packed.writestr("word/styles.xml", f'<w:styles xmlns:w="{space}">{styles}</w:styles>')
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return target.getvalue()


DOCX_BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Gradient Descent</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>It goes downhill, step by step.</w:t></w:r></w:p>"
)
HTML = (
    "<html><head><title>t</title><style>p {color: red}</style></head><body><nav>Home</nav><h1>Trees</h1><p>A tree"
    " splits.</p><ul><li>Deep</li></ul><pre><code>x = 1\ny = 2</code></pre><script>alert(1)</script></body></html>"
)


def without_body() -> bytes:
    """A DOCX whose document is valid XML with nothing in it."""
    source, target = zipfile.ZipFile(io.BytesIO(docx(DOCX_BODY))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            content = source.read(name)
            packed.writestr(name, re.sub(rb"<w:body>.*</w:body>", b"", content))
    return target.getvalue()


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, name: str, content: bytes | str) -> Document:
    return load_file(write(folder, name, content), name)
