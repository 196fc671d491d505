package stream

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

// Position is how far a stream has been read: the offset that comes next, by
// partition of a Kafka topic ("0", "1", …) or by the name of a NATS stream,
// where it is a sequence. The nil Position is the beginning.
type Position map[string]int64

// String writes the position as JSON with its keys sorted, so that equal
// positions are equal strings; "" is the nil Position.
func (p Position) String() string {
	if p == nil {
		return ""
	}
	text, err := json.Marshal(map[string]int64(p))
	if err != nil {
		return "" // a map of numbers always has a text
	}
	return string(text)
}

// ParsePosition reads what String wrote.
func ParsePosition(text string) (Position, error) {
	if text == "" {
		return nil, nil
	}
	var p Position
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return nil, errors.New("the position in a stream is not a JSON object of whole numbers")
	}
	for key, offset := range p {
		if offset < 0 {
			return nil, fmt.Errorf("the position in a stream has the offset %d for %q", offset, key)
		}
	}
	return p, nil
}

func (p Position) clone() Position { return maps.Clone(p) }

// Gap is a run of records that were deleted before they were read.
type Gap struct {
	Partition string `json:"partition"` // the stream and, for Kafka, its partition
	From      int64  `json:"from"`      // the first offset that is lost
	To        int64  `json:"to"`        // the first that is not
}

// Lost is how many records the gap holds at most: a compacted topic, and a
// stream of which one subject is read, do not have one at every offset.
func (g Gap) Lost() int64 { return g.To - g.From }

// String says what is lost, and what to do.
func (g Gap) String() string {
	return fmt.Sprintf("%s: offsets %d to %d (%d records) were deleted before they were read: hunt more often, or keep the stream's records longer",
		g.Partition, g.From, g.To-1, g.Lost())
}
