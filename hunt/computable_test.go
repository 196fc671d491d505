package hunt

import (
	"context"
	"testing"
)

func TestNotComputable(t *testing.T) {
	got, err := NotComputable(context.Background(), map[string]int64{"time": 1, "user.id": 1, "client.address": 1})
	t.Log(got, err)
}
