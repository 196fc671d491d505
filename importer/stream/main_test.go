package stream

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain ends the broker that tests may have started, and looks for what the
// sources have left running.
func TestMain(m *testing.M) {
	code := m.Run()
	broker.stop()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
