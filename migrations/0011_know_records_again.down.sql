-- Only the backup has by what records are known again: the next import brings them as new ones.
DROP TABLE identity;
