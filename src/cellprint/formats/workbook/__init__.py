"""Workbooks (xlsx): a study as a form that people fill in, and back.

Written with XlsxWriter from `layout.yaml` and the model of the study, read with openpyxl. Nothing
here knows the catalogue: what the drop-downs offer comes in as a `Vocabulary`.
"""
