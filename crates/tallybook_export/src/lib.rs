//! Tables of a dataset and their writers.
