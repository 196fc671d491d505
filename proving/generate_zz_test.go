package proving

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	sc, _ := strconv.ParseFloat(os.Getenv("SCALE"), 64)
	d, _ := strconv.Atoi(os.Getenv("DAYS"))
	sd, _ := strconv.Atoi(os.Getenv("SEED"))
	b, _ := strconv.Atoi(os.Getenv("BENIGN"))
	var pr []string
	if p := os.Getenv("POOLS"); p != "" {
		pr = strings.Split(p, ",")
	}
	t0 := time.Now()
	r, err := Generate(context.Background(), Options{Scenario: os.Getenv("ZZ"), Out: os.Getenv("OUT"), Scale: sc, Days: d, Seed: uint64(sd), Prompts: pr, Labels: os.Getenv("LABELS") != "", Benign: b})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%+v %v %.0f/s\n", r, time.Since(t0), float64(r.Exchanges)/time.Since(t0).Seconds())
}
