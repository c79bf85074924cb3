"""Darkroom: a serverless image backend over S3, SQS and DynamoDB."""
