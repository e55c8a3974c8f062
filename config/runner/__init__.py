"""`manage.py up`: engines, web, worker and beat of one data folder, started, watched and stopped together."""
