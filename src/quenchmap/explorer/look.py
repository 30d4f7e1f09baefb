"""How the pages look."""

PAGE = 'body { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; margin: 0 14px 14px 14px; }'
MENU = """
nav { display: flex; gap: 4px; align-items: center; border-bottom: 2px solid #0072B2; padding: 8px 4px 0 4px; font-size: 15px; }
nav b { color: #0072B2; font-size: 18px; margin-right: 18px; padding-bottom: 6px; }
nav a { color: #333; text-decoration: none; padding: 6px 12px; border-radius: 6px 6px 0 0; }
nav a:hover { background: #eef4f9; }
nav a.here { background: #0072B2; color: white; }
"""
STATUS = """
.busy { color: #7a5c00; } .done { color: #4a4a4a; } .failed { color: #a40000; font-weight: 600; font-size: 15px; }
"""
NOTES = ".note { margin: 4px 0; padding: 5px 10px; background: #fff8e1; border-left: 4px solid #E69F00; font-size: 13px; }"
TABLE = """
table { border-collapse: collapse; font-size: 12.5px; } td, th { padding: 2px 9px; text-align: left; }
tr:nth-child(even) td { background: #f4f7fa; } caption { color: #666; }
"""
BESIDE = "div { color: #5a5a5a; font-size: 12px; }"

#: What belongs to another input fades.
STALE = ":host(.stale), .stale { opacity: 0.35; }"
