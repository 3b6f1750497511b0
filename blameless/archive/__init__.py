"""Archives: many documents in, tables out; whole or not at all, and nothing judged twice.

======================= ==============================================================================
``tables``              the three tables: their columns, and how a report becomes rows
``partition``           the one function that judges a list of texts, on whatever machine it runs
``sources``             folders, CSV, JSON Lines and Parquet files as streams of documents
``store``               the work file: what has been judged, kept through any interruption
``claim``               that a table is written by one run at a time
``sinks``               rows to and from Parquet, CSV and JSON Lines files
``engines``             who runs the partition function: this process, several, or a Dask cluster
``run``                 the job: source, store, engine and sinks put together
======================= ==============================================================================
"""
