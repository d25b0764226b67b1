// No statement looks for a leaf by its stamp, and each new leaf paid for it.
DROP INDEX leaf_stamp IF EXISTS;
