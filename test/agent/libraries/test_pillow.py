"""Images of Pillow. Their pixels are left alone."""

from __future__ import annotations

from pathlib import Path

from looking import check, through_probe
from PIL import Image
from probing import Probing


def test_an_image_is_told_by_its_mode_and_size() -> None:
    check(Image.new("RGB", (4, 3)), "Image(RGB 4×3)", mode="'RGB'", size="(4, 3)")


def test_a_file_is_not_decoded(probing: Probing, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("L", (4, 3)).save(file)
    with Image.open(file) as image:
        check(image, "PngImageFile(L 4×3)", filename=repr(str(file)))
        assert through_probe(probing, image)["text"] == "PngImageFile(L 4×3)"
        assert image._im is None
        assert image.load() is not None
        assert image._im is not None
