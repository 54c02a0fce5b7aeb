"""A list of people as a company has it: any sensible headings, in English or Chinese, as CSV or Excel."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from plancode.dating import order_of, read_day
from plancode.document.csv_document import read_csv
from plancode.document.form import PLAIN
from plancode.document.limits import Limits
from plancode.document.sheet_document import is_workbook, read_sheet
from plancode.document.signs import hidden_sign
from plancode.document.source import SourceText, decode_table, encoding_of
from plancode.document.table_document import TableDocument
from plancode.errors import RosterError
from plancode.findings.problem import Problem
from plancode.model.rows import TOTALS

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
_ENCODINGS: Final = {"gbk": "gb18030", "cp1252": "cp1252"}
"""What a list that is no UTF-8 is taken for, where it looks like it: its names stand in the plan, to be read again."""


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
    document = _document(path)
    fields: dict[str, int] = {}
    for number, heading in enumerate(document.header):
        field = _FIELDS.get(_MARKS.sub("", heading.casefold()))
        if field is not None:
            fields.setdefault(field, number)
    if not {"name", "first", "last"} & fields.keys():
        found = ", ".join(heading for heading in document.header if heading) or "none"
        raise RosterError(str(path), f"no column holds names; its headings are: {found}. Call one Name, or 姓名")
    entries = list(_entries(path, fields, document))
    if not entries:
        raise RosterError(str(path), "nobody is in this list")
    if len(entries) > _MOST:
        raise RosterError(str(path), f"more than {_MOST} people are in this list")
    return entries


def _entries(path: Path, fields: Mapping[str, int], document: TableDocument) -> Iterator[Entry]:
    """Yield the people; raise at a row that says something of somebody without a name."""
    day_of = _days(path, fields, document)
    for line, row in zip(document.lines, document.rows, strict=True):
        cells = {field: row[number].strip() for field, number in fields.items()}
        name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
        if name.casefold() in TOTALS or not any(cells.values()):
            continue
        if not name:
            raise RosterError(str(path), f"line {line} has no name; fill it in, or delete the line")
        texts = {field: cells.get(field, "") for field in ("team", "manager", "role", "email", "code")}
        if any(len(text) > _LONGEST or hidden_sign(text) for text in (name, *texts.values())):
            raise RosterError(str(path), f"line {line} holds a text that is too long, or a sign that nobody sees")
        yield Entry(name, start=day_of(line, cells.get("start", "")), **texts)


def _days(path: Path, fields: Mapping[str, int], document: TableDocument) -> Callable[[int, str], date | None]:
    """Return what reads first days, in the order in which the whole column writes them."""
    number = fields.get("start")
    order, sample = order_of((row[number].strip() for row in document.rows) if number is not None else (), None)

    def day_of(line: int, text: str) -> date | None:
        if not text:
            return None
        if order is None:
            reason = f"{sample!r} can be two days, and no other date tells which; write dates as 2024-03-18"
            raise RosterError(str(path), reason)
        day = read_day(text, order)
        if day is None:
            raise RosterError(str(path), f"line {line}: {text!r} is no day; write it as 2024-03-18")
        return day

    return day_of


def _document(path: Path) -> TableDocument:
    """Return the table of a file; what cannot be read as a whole is refused, never a part of it taken."""
    data, limits = path.read_bytes(), Limits()
    if len(data) > limits.file_bytes:
        raise RosterError(str(path), f"this file is larger than {limits.file_bytes} bytes")
    document: TableDocument | None
    if is_workbook(path.name):
        document, problems = read_sheet(path.name, data, limits, PLAIN, _FIELDS)
        reason = "this workbook cannot be read: it is protected, damaged or too large"
    else:
        document, problems = read_csv(_text(path, data), limits, PLAIN, _FIELDS)
        reason = "this is no table as Excel saves it: CSV with one line for each person"
    if document is None or problems:
        raise RosterError(str(path), reason)
    return document


def _text(path: Path, data: bytes) -> SourceText:
    """Return the text of a list: in UTF-8 or UTF-16, else in what it looks like."""
    source = decode_table(path.name, data, None)
    if isinstance(source, Problem) and source.code == "TXT102":
        source = decode_table(path.name, data, _ENCODINGS.get(encoding_of(data)))
    if isinstance(source, Problem):
        told = "a sign that nobody sees" if source.code == "TXT103" else "what is no text; save the list as CSV UTF-8"
        raise RosterError(str(path), f"line {source.place.line} holds {told}")
    return source
