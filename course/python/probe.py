"""Says what this Python is: version, whether it can make environments, free bytes here."""
import importlib.util
import json
import shutil
import sys

print(json.dumps({
    "version": list(sys.version_info[:2]),
    "venv": all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")),
    "free": shutil.disk_usage(".").free,
}))
