"""plancode: sales plans as reviewed text, checked before the year starts and published for the people in them."""

from importlib.metadata import version

__version__ = version("plancode")
