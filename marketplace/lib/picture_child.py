"""The child that decodes one picture: bytes in, WebP out, or an exit code that says why not. Imports none of ours."""

import io
import resource
import sys

from PIL import Image, ImageOps

NO_PICTURE, TOO_MANY_PIXELS, DAMAGED = 3, 4, 5
MEMORY, CPU_SECONDS = 1024 * 1024 * 1024, 15  # address space: the libraries alone map some 250 MB


def main(most_pixels: int, longest_side: int) -> int:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=["JPEG", "PNG", "WEBP"])
    except (OSError, ValueError, SyntaxError, MemoryError):
        return NO_PICTURE
    if picture.width * picture.height > most_pixels:
        return TOO_MANY_PIXELS
    try:
        picture.draft("RGB", (longest_side, longest_side))
        picture.thumbnail((longest_side, longest_side))
        upright = ImageOps.exif_transpose(picture)
        clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
        drawn = Image.new("RGBA" if clear else "RGB", upright.size)
        drawn.paste(upright.convert(drawn.mode))
        drawn.save(sys.stdout.buffer, "WEBP", quality=85, method=4)
    except (OSError, ValueError, SyntaxError, MemoryError):
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
