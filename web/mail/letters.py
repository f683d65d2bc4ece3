"""Letters from templates: ``emails/<kind>.txt`` holds subject and text, ``emails/<kind>.html`` the same to look at."""

from typing import Any

from web.mail.mail import Mail, one_line
from web.templating import environment, render


def letter(kind: str, to: str, headers: tuple[tuple[str, str], ...] = (), **context: Any) -> Mail:
    """The letter of this kind."""
    template = environment().get_template(f"emails/{kind}.txt")
    subject = "".join(template.blocks["subject"](template.new_context(context)))
    return Mail(
        kind,
        to,
        one_line(subject),
        render(f"emails/{kind}.txt", **context).strip() + "\n",
        render(f"emails/{kind}.html", **context),
        headers,
    )
