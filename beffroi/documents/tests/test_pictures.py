"""Photographs: a HEIC one becomes a JPEG, and none keeps what its camera wrote into it (record 0039)."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps, PngImagePlugin

from beffroi.documents import actions, queries
from beffroi.documents.actions import FileBomb, FileDamaged
from beffroi.documents.connectors import inspector
from beffroi.documents.models import File

from . import factories

PHOTOGRAPHS = ["application/pdf", "image/jpeg", "image/heic", "image/png"]


def send(content: bytes, name: str = "IMG_0001.HEIC", max_bytes: int = 10_000_000) -> File:
    return actions.store_upload(
        name=name, content=content, accept=PHOTOGRAPHS, max_bytes=max_bytes, purpose="evidence"
    )


def kept(content: bytes, **how) -> bytes:
    """What the house keeps of it."""
    return queries.open_file(send(content, **how).pk)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def upright(content: bytes) -> Image.Image:
    """As somebody sees it."""
    return ImageOps.exif_transpose(opened(content)).convert("RGB")


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("kind", ["HEIF", "JPEG", "PNG"])
def test_nothing_that_a_camera_wrote_stays(db, kind):
    sent = factories.photograph(kind)
    assert b"Telephone 12" in sent
    image = opened(kept(sent))
    assert b"Telephone 12" not in kept(sent)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photograph_of_a_telephone_becomes_a_jpeg_and_says_so(db):
    file = send(factories.photograph("HEIF"))
    assert (file.name, file.content_type, file.converted_from) == ("IMG_0001.jpg", "image/jpeg", "image/heic")
    image = opened(queries.open_file(file.pk))
    assert (image.format, image.size, file.size) == ("JPEG", (64, 48), len(queries.open_file(file.pk)))
    red, green, blue = image.getpixel((2, 2))
    assert (red > 230, green < 40, blue < 40) == (True, True, True)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_stays_as_it_was_turned_and_drawn(db, kind, turn):
    sent = factories.photograph(kind, turn=turn)
    assert same(upright(kept(sent)), upright(sent))


def test_a_turned_photograph_of_a_telephone_stands_upright(db):
    image = Image.new("RGB", (64, 48), "#4a7")
    image.paste("#f00", (0, 0, 16, 12))
    known = Image.Exif()
    known[0x0112] = 6  # turned by a quarter, clockwise
    image.info["exif"] = known.tobytes()
    image.save(out := io.BytesIO(), "HEIF")
    made = opened(kept(out.getvalue()))
    assert made.size == (48, 64)
    assert made.getpixel((45, 2))[0] > 230


def test_colours_are_those_of_screens(db):
    """The profile stays with a JPEG, which is not drawn again; a HEIC photograph is converted."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    sent = factories.photograph("JPEG", icc_profile=profile)
    assert opened(kept(sent)).info["icc_profile"] == profile
    for given in (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"no profile at all"):
        image = opened(kept(factories.photograph("HEIF", icc_profile=given)))
        assert ("icc_profile" in image.info, image.getpixel((2, 2))[0] > 230) == (False, True)


def test_what_a_telephone_appends_to_a_jpeg_goes(db):
    plain = factories.photograph("JPEG", progressive=True)
    assert kept(plain + factories.photograph("JPEG")) == kept(plain)


@pytest.mark.parametrize("between", [b"\0", b"\0\0\0", b"lost"])
def test_bytes_that_somebody_left_between_the_segments_of_a_jpeg_cost_no_dot(db, between):
    """Who draws a picture passes over them, and so does the house."""
    plain = factories.photograph("JPEG")
    place = plain.index(b"\xff\xdb")  # before the first table
    sent = plain[:place] + between + plain[place:]
    assert same(upright(sent), upright(plain))
    assert kept(sent) == kept(plain)


def test_the_words_of_a_jpeg_and_of_a_png_go(db):
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", "<x>50.71</x>")
    sent = [factories.photograph("PNG", pnginfo=words), factories.photograph("JPEG", comment=b"<x>50.71</x>")]
    assert [b"50.71" in each for each in sent] == [True, True]
    assert [b"50.71" in kept(each) for each in sent] == [False, False]


def test_a_photograph_that_would_weigh_too_much_becomes_smaller(db):
    image = Image.effect_noise((512, 384), 90).convert("RGB")
    image.save(out := io.BytesIO(), "HEIF", quality=30)
    made = kept(out.getvalue(), max_bytes=len(out.getvalue()))
    assert len(made) <= len(out.getvalue())
    assert opened(made).size[0] in (512, 256, 128)


def wide(content: bytes) -> bytes:
    """The same photograph, which says that it is forty thousand dots wide and high."""
    said = content.index(b"ispe") + 8
    return content[:said] + (40_000).to_bytes(4, "big") * 2 + content[said + 8 :]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(wide, (FileBomb, FileDamaged)), (lambda content: content[:-200], FileDamaged)],
    ids=["of 1.6 billion dots", "cut short"],
)
def test_a_hostile_photograph_is_refused_at_once(db, change, refusal):
    began = time.monotonic()
    with pytest.raises(refusal):
        send(change(factories.photograph("HEIF")))
    assert (File.objects.count(), time.monotonic() - began < 20) == (0, True)


def test_a_damaged_photograph_is_kept_bare_or_refused():
    """Each place of a small picture is damaged in turn: the answer is bytes or a reason, and the house goes on."""
    for kind, content_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("HEIF", "image/heic")):
        honest = factories.photograph(kind)
        for place in range(0, len(honest), 11):
            changed = bytearray(honest)
            changed[place] ^= 0x55
            answer = inspector.bare_picture(content_type, bytes(changed), 10_000_000)
            assert isinstance(answer, bytes | inspector.Problem)
