"""The UCDP Georeferenced Event Dataset as records: events, actors, places, sources, claims and estimates.

Columns and codes are those of the UCDP GED codebook (Högbladh, Department of Peace and Conflict Research, Uppsala
University; editions 17 to 25); docs/ucdp.md says column by column what becomes of them.
"""
