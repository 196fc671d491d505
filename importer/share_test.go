package importer

import (
	"fmt"
	"strings"
	"testing"
)

func TestShare(t *testing.T) {
	inputs := []Input{{Path: "kafka://h:9092/t", Size: -1, url: "kafka://u:secret@h/t?group=g"}, {Path: "nats://h:4222/s", Size: -1, url: "nats://h/s"}}
	for i := range 100 {
		inputs = append(inputs, Input{Path: fmt.Sprintf("log-%d.jsonl", i), Size: 1})
	}
	readers := map[string]int{}
	for worker := 1; worker <= 3; worker++ {
		mine := Share(inputs, worker, 3)
		if len(mine) < 20 || len(mine) > 60 {
			t.Errorf("worker %d has %d of %d inputs", worker, len(mine), len(inputs))
		}
		for _, in := range mine {
			readers[in.Path]++
			if in.IsStream() && (!strings.HasSuffix(in.url, fmt.Sprintf("worker=%d/3", worker)) || strings.Contains(in.Path, "secret")) {
				t.Errorf("worker %d reads %s as %s", worker, in.url, in.Path)
			}
		}
	}
	if len(readers) != 100+2*3 {
		t.Errorf("%d inputs have a reader", len(readers))
	}
	for path, n := range readers {
		if n != 1 {
			t.Errorf("%s has %d readers", path, n)
		}
	}
	if all := Share(inputs, 1, 1); len(all) != len(inputs) || all[0].Path != inputs[0].Path {
		t.Error("one worker alone does not read everything")
	}
}
