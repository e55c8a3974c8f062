#!/bin/sh
# Draws the bitmap icons from favicon.svg with a Chromium on PATH; run it in this folder after changing the mark.
set -eu
for size in 32 180; do
  page="$(mktemp --suffix=.html)"
  printf '<body style="margin:0"><img src="file://%s/favicon.svg" width="%s" height="%s"></body>' "$PWD" "$size" "$size" > "$page"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 \
    --window-size="$size,$size" --screenshot="$PWD/icon-$size.png" "file://$page"
  rm "$page"
done
python3 - <<'PY'
import pathlib, struct
png = pathlib.Path("icon-32.png").read_bytes()
header = struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 32, 32, 0, 0, 1, 32, len(png), 22)
pathlib.Path("favicon.ico").write_bytes(header + png)
PY
rm icon-32.png
