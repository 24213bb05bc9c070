"""Shows which readers were tested."""

import duckdb
import pandas
import polars
import pyarrow


def pytest_report_header():
    versions = [f"{module.__name__} {module.__version__}" for module in (pandas, polars, pyarrow, duckdb)]
    return "readers: " + ", ".join(versions)
