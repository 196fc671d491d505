package click

import (
	"context"
	"fmt"
	"strings"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

// version is the form of the tables that this package writes and reads.
const version = 1

// migrations make version i+1 of version i. Each statement can be run again,
// because whoever ran it may have died before the version was written.
var migrations = [version][]string{{
	"CREATE TABLE IF NOT EXISTS observations (" + declare(observationColumns()) + `)
ENGINE = MergeTree PARTITION BY intDiv(time, 86400000000) ORDER BY (account, time, canonical) SETTINGS min_bytes_for_wide_part = 100000000, ` + durable,
	"CREATE TABLE IF NOT EXISTS names (" + declare(nameColumns()) + `)
ENGINE = MergeTree ORDER BY (kind, hash) SETTINGS ` + durable,
	// rows and removed are by node. Of the rows of one name the one of the highest
	// revision, then part, counts. chore says what is taking rows away just now.
	`CREATE TABLE IF NOT EXISTS segments (name String, part UInt64, revision UInt64, rows Array(UInt64), removed Array(UInt64),
note String, key String, chore String, written DateTime DEFAULT now())
ENGINE = MergeTree ORDER BY (name, revision, part) SETTINGS ` + durable,
}}

// durable makes an insert reach the disk before it is acknowledged, and a merge
// before what it merged is removed: without it a power cut could take rows of a
// segment that was committed. It costs a flush of the disk for each file of an
// insert and day. That is why observations are inserted in compact form, all
// columns in one file: a segment of 400,000 rows over two days takes 148 flushes
// on three nodes together, which is within the noise of writing it; in wide form
// it took 1,024.
const durable = "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1"

// prepare makes the database and tables of a node, or brings them to this
// version, and checks that the node is the shard that the URL says.
func (n *node) prepare(ctx context.Context) error {
	if err := n.makeDatabase(ctx); err != nil {
		return err
	}
	if _, err := n.exec(ctx, "CREATE TABLE IF NOT EXISTS shards (version UInt32, shards UInt16, shard UInt16) ENGINE = MergeTree ORDER BY version SETTINGS "+durable); err != nil {
		return err
	}
	var made, shards, shard uint64
	err := n.rows(ctx, "SELECT max(version) AS v, toUInt64(argMax(shards, version)) AS n, toUInt64(argMax(shard, version)) AS i FROM shards", func(c *cells) {
		made, shards, shard = c.hash(), c.hash(), c.hash()
	})
	if err != nil {
		return err
	}
	switch all := uint64(len(n.options.hosts)); {
	case made > version:
		return fmt.Errorf("the database %s of ClickHouse node %s has version %d of the lake and this program knows up to %d: use the newer program", n.options.database, n.address, made, version)
	case made > 0 && (shards != all || shard != uint64(n.number)):
		return fmt.Errorf("the database %s of ClickHouse node %s was made as shard %d of %d, and the URL names it as %d of %d: name the same nodes in the same order, or another database",
			n.options.database, n.address, shard+1, shards, n.number+1, all)
	}
	for v := made; v < version; v++ {
		for _, statement := range migrations[v] {
			if _, err := n.exec(ctx, statement); err != nil {
				return err
			}
		}
		if _, err := n.exec(ctx, fmt.Sprintf("INSERT INTO shards SELECT %d, %d, %d", v+1, len(n.options.hosts), n.number)); err != nil {
			return err
		}
	}
	return nil
}

// makeDatabase asks first: not every user may make one.
func (n *node) makeDatabase(ctx context.Context) error {
	w, err := n.dial(ctx, "")
	if err != nil {
		return n.explain(ctx, err)
	}
	defer w.close()
	var there proto.ColUInt64
	err = w.client.Do(ctx, ch.Query{
		Body:   "SELECT count() AS there FROM system.databases WHERE name = " + quoteText(n.options.database),
		Result: proto.Results{{Name: "there", Data: &there}},
		OnResult: func(context.Context, proto.Block) error {
			return nil
		},
	})
	if err == nil && len(there) == 1 && there[0] == 0 {
		err = w.client.Do(ctx, ch.Query{Body: "CREATE DATABASE IF NOT EXISTS " + n.options.database})
	}
	return n.explain(ctx, err)
}

// tidyScratch drops the tables of sessions that died more than a day ago.
func (n *node) tidyScratch(ctx context.Context) error {
	var old []string
	err := n.rows(ctx, "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '"+scratch+
		"') AND metadata_modification_time < now() - 86400 ORDER BY name", func(c *cells) { old = append(old, c.string()) })
	if err != nil {
		return err
	}
	for _, table := range old {
		if _, err := n.exec(ctx, "DROP TABLE IF EXISTS "+table); err != nil {
			return err
		}
	}
	return nil
}

// quoteText writes a string as SQL does; ClickHouse knows backslashes.
func quoteText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
