"""How the documentation is built: `make docs`. Nothing is fetched from the network, by the build or by the pages."""

import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE / "extensions"), str(ROOT / "src")]

# For the kernels of the notebooks, which are processes of their own: compiled kernels are kept from build to build.
KERNELS = os.environ.get("QUENCHMAP_CACHE", str(ROOT / ".cache" / "kernels"))
os.environ |= {
    "QUENCHMAP_CACHE": KERNELS,
    "JAX_COMPILATION_CACHE_DIR": KERNELS,
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.1",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PREFER_ENV_PATH": "1",  # the python of this environment, not a kernel that the user has installed elsewhere
    "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH")))),
}

# What the kernels begin with: figures of every cell are shown, and warnings without the place in this machine's files that they come from.
STARTUP = ROOT / "build" / "ipython" / "profile_default" / "startup"
STARTUP.mkdir(parents=True, exist_ok=True)
(STARTUP / "begin.py").write_text(
    "import warnings\n"
    "warnings.formatwarning = lambda message, category, *_, **__: f'{category.__name__}: {message}\\n'\n"
    "get_ipython().run_line_magic('matplotlib', 'inline')\n"
)
os.environ["IPYTHONDIR"] = str(ROOT / "build" / "ipython")

project = "quenchmap"
author = "quenchmap contributors"
copyright = "quenchmap contributors, MIT license"
release = version = installed_version("quenchmap")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
    "mathml",  # formulas as MathML, drawn by the browser itself
    "docstrings",  # the Markdown of our docstrings
    "modules",  # a page for each module
    "commands",  # a page for the command line
]
exclude_patterns = [
    "gallery/*",
    "gallery_pages/*.ipynb",
    "**/sg_execution_times.rst",
    "sg_execution_times.rst",
    "images",
]  # notebooks of the gallery are for download
nitpicky = True
smartquotes = False  # --flags are no dashes
html_theme = "furo"
html_title = f"quenchmap {release}"
html_static_path = ["static"]
html_css_files = ["quenchmap.css"]
html_copy_source = False
html_show_sourcelink = False

# Markdown and notebooks
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 900
nb_execution_in_temp = True  # what they write does not stay
nb_merge_streams = True
nb_execution_show_tb = True
html_math_renderer = "mathml"

# Reference
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True  # attributes are described in their class, once
napoleon_attr_annotations = False
napoleon_custom_sections = ["Accuracy"]
python_use_unqualified_type_names = True
default_role = "named"  # see docstrings.py
add_module_names = False
toc_object_entries = False

# Gallery
sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "gallery_pages",
    "filename_pattern": r".*\.py",
    "within_subsection_order": "FileNameSortKey",
    "download_all_examples": False,
    "show_signature": False,
    "show_memory": False,
    "min_reported_time": 1e6,
    "abort_on_example_error": True,
    "remove_config_comments": True,
    "plot_gallery": "True",
    "copyfile_regex": r".*\.rst",
}
suppress_warnings = ["config.cache"]  # the environment names functions, which Sphinx cannot pickle
