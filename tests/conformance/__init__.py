"""The contracts and the upload path over real servers: Ceph's S3 gateway, AWS's DynamoDB Local.

`make conformance` installs what is missing (as root, by apt-get and npm), starts both on loopback,
runs the tests with their addresses in the environment, and stops them.
"""
