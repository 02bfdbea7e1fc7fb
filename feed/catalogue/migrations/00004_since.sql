-- +goose Up

-- When the article went away, in Unix seconds. 0 where it did before this was kept.
ALTER TABLE gone ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
