"""The only place that knows a database. Every query has a name; what comes out is a plain value."""
