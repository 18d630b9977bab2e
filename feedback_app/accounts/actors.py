"""Who did something, in words: people by their login names, machines by what they are."""

from flask_babel import gettext as _


def spoken_actor(name: str | None) -> str:
    """Return how a page calls whoever is recorded as having done something."""
    machines = {"command line": _("命令行"), "demonstration": _("示范数据"), "system": _("系统"), "rater": _("评价人")}
    if name is None:
        return "—"
    if name.startswith("key:"):
        return str(_("接口密钥 %(prefix)s…", prefix=name.removeprefix("key:")))
    return str(machines.get(name, name))
