-- Only the backup has who may do what: everybody may do everything again.
DROP TABLE person;
