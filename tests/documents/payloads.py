"""What a document could be made to ask for; {port} is a listener on loopback, {file} a secret on the disk (T15)."""
from base64 import b64encode
from urllib.parse import quote

HTTP = "http://127.0.0.1:{port}/x"


def svg(inside: str) -> str:
    """An SVG image as embedded data; the addresses in it are filled in before it is encoded."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{inside}</svg>'


def embedded(media_type: str, content: str) -> str:
    return f"data:{media_type};base64,{b64encode(content.encode()).decode()}"


# Each asks for something outside: the document fails, and nothing is reached.
ASKING = {
    "image over http": f'<img src="{HTTP}" alt="x">',
    "image over https": '<img src="https://127.0.0.1:{port}/x" alt="x">',
    "image over ftp": '<img src="ftp://127.0.0.1:{port}/x" alt="x">',
    "image in capitals": '<img src="HTTP://127.0.0.1:{port}/x" alt="x">',
    "image with a space before": f'<img src="  {HTTP}" alt="x">',
    "image with an entity in its scheme": '<img src="&#104;ttp://127.0.0.1:{port}/x" alt="x">',
    "image by the name of the machine": '<img src="http://localhost:{port}/x" alt="x">',
    "image by a number": '<img src="http://2130706433:{port}/x" alt="x">',
    "image without a scheme": '<img src="//127.0.0.1:{port}/x" alt="x">',
    "image from the disk": '<img src="file://{file}" alt="x">',
    "image from the disk, one slash": '<img src="file:{file}" alt="x">',
    "image by a path": '<img src="{file}" alt="x">',
    "image by a relative path": '<img src="../../../..{file}" alt="x">',
    "image of an unknown scheme": '<img src="gopher://127.0.0.1:{port}/x" alt="x">',
    "image from another base": '<base href="http://127.0.0.1:{port}/"><img src="x" alt="x">',
    "embed": f'<embed src="{HTTP}">',
    "object": f'<object data="{HTTP}"></object>',
    "object from the disk": '<object data="file://{file}" type="image/svg+xml"></object>',
    "style sheet by link": f'<link rel="stylesheet" href="{HTTP}">',
    "style sheet from the disk": '<link rel="stylesheet" href="file://{file}">',
    "attachment by link": f'<link rel="attachment" href="{HTTP}">',
    "attachment from the disk": '<link rel="attachment" href="file://{file}">',
    "attachment by anchor": f'<a rel="attachment" href="{HTTP}">x</a>',
    "attachment from the disk by anchor": '<a rel="attachment" href="file://{file}">x</a>',
    "import": f'<style>@import "{HTTP}";</style>',
    "import by url": f'<style>@import url({HTTP});</style>',
    "import in imported data": "<style>@import url({import_data});</style>",
    "background": f'<p style="background: url({HTTP})">x</p>',
    "background from the disk": '<p style="background-image: url(file://{file})">x</p>',
    "content": f'<style>h1::before {{{{ content: url({HTTP}) }}}}</style>',
    "list style": f'<ul style="list-style-image: url({HTTP})"><li>x</li></ul>',
    "border image": f'<p style="border: 9px solid; border-image: url({HTTP}) 1">x</p>',
    "page background": f'<style>@page {{{{ background: url({HTTP}) }}}}</style>',
    "margin box": f'<style>@page {{{{ @top-center {{{{ content: url({HTTP}) }}}} }}}}</style>',
    "font": f'<style>@font-face {{{{ font-family: Odd; src: url({HTTP}) }}}} h1 {{{{ font-family: Odd }}}}</style>',
    "font of the machine": '<style>@font-face {{ font-family: Odd; src: local("DejaVu Sans") }} h1 {{ font-family: Odd }}</style>',
    "inline svg image": svg(f'<image href="{HTTP}" width="9" height="9"/>'),
    "inline svg image, old spelling": svg(f'<image xlink:href="{HTTP}" width="9" height="9"/>'),
    "svg as data": '<img src="{svg_data}" alt="x">',
    "svg as data from the disk": '<img src="{svg_file_data}" alt="x">',
    "svg in an object": '<object data="{svg_data}" type="image/svg+xml"></object>',
    "svg as data in a style": '<p style="background: url({svg_data}); height: 2cm">x</p>',
    "damaged data": '<img src="data:no-comma-at-all" alt="x">',
}
# Nothing is asked for: the document is made, without it.
SILENT = {
    "script": f'<script src="{HTTP}"></script>',
    "frame": f'<iframe src="{HTTP}"></iframe>',
    "video": f'<video src="{HTTP}" poster="{HTTP}"></video>',
    "audio": f'<audio src="{HTTP}"></audio>',
    "form": f'<form action="{HTTP}"><input type="image" src="{HTTP}" alt="x"></form>',
    "reload": f'<meta http-equiv="refresh" content="0; url={HTTP}">',
    "set of images": f'<img srcset="{HTTP} 2x" alt="x">',
    "picture": f'<picture><source srcset="{HTTP}"></picture>',
    "icon": f'<link rel="icon" href="{HTTP}">',
    "alternate style sheet": f'<link rel="alternate stylesheet" href="{HTTP}">',
    "style for the screen": f'<link rel="stylesheet" media="screen" href="{HTTP}">',
    "link to follow": f'<a href="{HTTP}">x</a>',
    "svg of another file": svg(f'<use href="{HTTP}#x"/>'),
    "namespace": f'<p xmlns:x="{HTTP}">x</p>',
}


def fragment(source: str, *, port: int, file) -> str:
    """The payload with its addresses filled in."""
    here = {"port": port, "file": file}
    image = svg(f'<image href="{HTTP}" width="9" height="9"/>').format(**here)
    of_file = svg('<image href="file://{file}" width="9" height="9"/>').format(**here)
    imported = f'@import "{HTTP}";'.format(**here)
    return source.format(
        **here, svg_data=embedded("image/svg+xml", image), svg_file_data=embedded("image/svg+xml", of_file),
        import_data=f"data:text/css,{quote(imported)}",
    )
