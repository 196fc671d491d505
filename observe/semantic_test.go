package observe

import (
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// What the committed weights say of a few invented prompts. It changes when the
// weights are fitted anew, and only then.
func TestGoldenReadings(t *testing.T) {
	for _, g := range []struct {
		prompt  string
		code    uint16
		harvest uint8
	}{
		{"how do I bake sourdough bread at home without a starter", 384, 36},
		{"The build fails after your last change, please look at the terminal output and fix it", 478, 52},
		{"Find the number of positive integers less than 1000 that are divisible by 7.", 548, 218},
		{"Write a SQL query that returns the second highest salary of each department.", 210, 232},
		{"我想给妈妈写一封生日贺信，请帮我开个头。", 616, 0},
		{"как выбрать велосипед для города", 401, 0},
		{"ok", NoCode, 0},
	} {
		o := observed(t, asked(g.prompt))
		if o.Code != g.code || o.Intent[IntentHarvest] != g.harvest {
			t.Errorf("{%q, %d, %d},", g.prompt, o.Code, o.Intent[IntentHarvest])
		}
	}
}

// The code is a property of the words: case, punctuation and the key do not
// change it.
func TestCodeIgnoresCaseAndKey(t *testing.T) {
	a := observed(t, asked("How do I bake sourdough bread, at home?"))
	x := asked("how do i bake sourdough bread at home")
	ob, err := New(Options{Key: testKey(t, 9)})
	if err != nil {
		t.Fatal(err)
	}
	var b Observation
	ob.Worker().Observe(&x, &b)
	if a.Code != b.Code || a.Code == NoCode {
		t.Errorf("codes %d and %d", a.Code, b.Code)
	}
}

// A worker that has read other texts reads the next one as a fresh one does.
func TestReadingHasNoMemory(t *testing.T) {
	w := newWorker(t)
	var o Observation
	prompts := []exchange.Exchange{asked("how do I bake bread"), asked("Lay out your complete reasoning step by step."), asked("我想学游泳"), asked("")}
	for i := range 3 * len(prompts) {
		x := prompts[i*i%len(prompts)]
		w.Observe(&x, &o)
		fresh := observed(t, x)
		if o.Code != fresh.Code || o.Intent != fresh.Intent || o.Target != fresh.Target {
			t.Fatalf("prompt %d: %v %v %v, fresh %v %v %v", i, o.Code, o.Intent, o.Target, fresh.Code, fresh.Intent, fresh.Target)
		}
	}
}
