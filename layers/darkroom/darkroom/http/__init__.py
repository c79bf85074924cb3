"""HTTP: the only importer of FastAPI and Mangum. Requests in, services, answers out."""
