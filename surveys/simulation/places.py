"""The districts of the simulated city and their towns, each town of a category; all names are invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town or sub-district and the category in which it is assessed."""

    code: str
    name: str
    kind: str
    category: str


@dataclass(frozen=True, kw_only=True)
class District:
    """A district with its towns; ``residents`` in thousands."""

    code: str
    name: str
    residents: int
    towns: tuple[Town, ...]


_CATEGORIES = {
    "城": ("subdistrict", "urban_service"),
    "工": ("township", "industrial"),
    "农": ("township", "agro_ecological"),
}
_ROWS = """
Q01 临澜区 620 城望江街道 城南塘街道 城书院路街道
Q02 青禾区 540 城东门街道 城青禾街道 工柳溪镇
Q03 云岭区 480 城云岭街道 工机场镇 工新桥镇
Q04 石桥区 450 城石桥街道 工丰田镇 农白鹭镇
Q05 枫林区 430 城枫林街道 城大学城街道 农竹坪乡
Q06 望湖区 510 城望湖街道 工港口镇 农芦荡镇
Q07 北屏县 690 城屏山街道 工金石镇 农高岗乡
Q08 南漪县 560 城漪水街道 农荷塘镇 农乌石乡
Q09 西岚市 720 城岚城街道 工花炮镇 农云上乡
"""


def _district(row: str) -> District:
    code, name, residents, *towns = row.split()
    return District(
        code=code,
        name=name,
        residents=int(residents),
        towns=tuple(
            Town(code=f"{code}{place}", name=town[1:], kind=_CATEGORIES[town[0]][0], category=_CATEGORIES[town[0]][1])
            for place, town in enumerate(towns, start=1)
        ),
    )


DISTRICTS: tuple[District, ...] = tuple(_district(row) for row in _ROWS.strip().splitlines())
