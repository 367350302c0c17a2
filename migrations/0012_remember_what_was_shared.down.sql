DROP TABLE shared_version;
