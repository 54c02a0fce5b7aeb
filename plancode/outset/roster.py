"""A list of people as a company has it: any sensible headings, in English or Chinese, as CSV or Excel."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from plancode.document.csv_document import read_csv
from plancode.document.form import PLAIN
from plancode.document.limits import Limits
from plancode.document.sheet_document import read_sheet
from plancode.document.signs import hidden_sign
from plancode.document.source import SourceText, encoding_of
from plancode.errors import PeriodError, RosterError
from plancode.period import parse_day

_HEADINGS: Final[Mapping[str, str]] = {
    "name": "name fullname employee employeename salesperson salesrep rep person seller "
    "姓名 名字 员工 员工姓名 业务员 销售员 销售人员 人员",
    "first": "firstname givenname forename",
    "last": "lastname surname familyname",
    "team": "team department dept group region office unit salesteam "
    "团队 部门 组 小组 大区 区域 组别 所属团队 所属部门",
    "manager": "manager reportsto supervisor boss lead linemanager managername teamlead manageremail "
    "上级 直属上级 直接上级 上级姓名 主管 经理 汇报对象 汇报人",
    "role": "role position jobtitle title job function 岗位 职位 职务 角色 岗位名称",
    "start": "start startdate hiredate hired joined joiningdate dateofjoining employedsince "
    "入职日期 入职时间 入职 到岗日期",
    "email": "email mail emailaddress workemail 邮箱 电子邮箱 邮件 邮箱地址",
    "code": "id code employeeid staffid employeenumber number no personnelnumber 工号 编号 员工编号 员工号 人员编码",
}
_FIELDS: Final = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_MARKS: Final = re.compile(r"[\s_\-./()（）:：*#]+")
_MOST: Final = 5_000
_LONGEST: Final = 80
_EXCEL: Final = frozenset({".xlsx", ".xlsm"})
_ENCODINGS: Final = {"utf16": "utf-16", "gbk": "gb18030", "cp1252": "cp1252"}
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the list; what the list does not say is empty."""

    name: str
    team: str = ""
    manager: str = ""
    role: str = ""
    email: str = ""
    code: str = ""
    start: date | None = None


def read_roster(path: Path) -> list[Entry]:
    """Return the people of a list; raises RosterError."""
    header, rows = _sheet(path) if path.suffix.lower() in _EXCEL else _table(path)
    fields: dict[str, int] = {}
    for number, heading in enumerate(header):
        field = _FIELDS.get(_MARKS.sub("", heading.casefold()))
        if field is not None:
            fields.setdefault(field, number)
    if not {"name", "first", "last"} & fields.keys():
        found = ", ".join(heading for heading in header if heading) or "none"
        raise RosterError(str(path), f"no column holds names; its headings are: {found}. Call one Name, or 姓名")
    entries = list(_entries(path, fields, rows))
    if not entries:
        raise RosterError(str(path), "nobody is in this list")
    if len(entries) > _MOST:
        raise RosterError(str(path), f"more than {_MOST} people are in this list")
    return entries


def _entries(path: Path, fields: Mapping[str, int], rows: Sequence[Sequence[str]]) -> Iterator[Entry]:
    for line, row in enumerate(rows, 2):
        cells = {field: row[number].strip() for field, number in fields.items() if number < len(row)}
        name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
        if not name:
            continue
        texts = {field: cells.get(field, "") for field in ("team", "manager", "role", "email", "code")}
        if any(len(text) > _LONGEST or hidden_sign(text) for text in (name, *texts.values())):
            raise RosterError(str(path), f"line {line} holds a text that is too long, or a sign that nobody sees")
        yield Entry(name, start=_day(path, line, cells.get("start", "")), **texts)


def _day(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    match = _YEAR_FIRST.match(text)
    parts = match.groups() if match else None
    if parts is None and (day_first := _DAY_FIRST.match(text)):
        parts = day_first.groups()[::-1]
    try:
        return parse_day("{}-{:0>2}-{:0>2}".format(*parts)) if parts is not None else parse_day(text)
    except PeriodError:
        raise RosterError(str(path), f"line {line}: {text!r} is no day; write it as 2024-03-18") from None


def _table(path: Path) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    data = path.read_bytes()[: Limits().file_bytes]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(_ENCODINGS.get(encoding_of(data), "utf-8"), "replace")
    document, problems = read_csv(SourceText(path.name, text.lstrip("\ufeff")), Limits())
    if document is None or problems:
        raise RosterError(str(path), "this is no table as Excel saves it: CSV with one line for each person")
    return document.header, document.rows


def _sheet(path: Path) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    document, problems = read_sheet(path.name, path.read_bytes(), Limits(), PLAIN, tuple(_FIELDS))
    if document is None or problems:
        raise RosterError(str(path), "this workbook cannot be read: it is protected, damaged or too large")
    return document.header, document.rows
