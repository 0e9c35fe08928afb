"""The modules of the page: what one of them exports, another one imports."""

import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[3] / "app" / "web"
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.MULTILINE)
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";', re.MULTILINE)


def test_what_a_module_exports_another_one_imports() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in WEB.glob("*.js")}
    exported = {(name, found) for name, text in texts.items() for found in EXPORT.findall(text)}
    imported = {
        (source, one.strip())
        for text in texts.values()
        for names, source in IMPORT.findall(text)
        for one in names.split(",")
    }
    assert exported
    assert exported == imported
