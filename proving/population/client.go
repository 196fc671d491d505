package population

import (
	"fmt"

	"github.com/stillhunt/stillhunt/proving/wire"
)

// Catalogue lists the software that the range's requests come from. It is
// read-only.
type Catalogue struct {
	browsers []wire.Client // consumer web and apps
	sdks     []wire.Client // libraries, by language and version
	scripts  []wire.Client // plain HTTP tools
	harness  []wire.Client // one public coding agent in its versions
	weights  []float64     // of browsers
	sdkUse   []float64
}

// newCatalogue writes the list. TLS fingerprints have the form of JA4 but are
// hashes of the software's name, so they stand for nothing outside.
func newCatalogue() *Catalogue {
	c := &Catalogue{}
	browser := func(weight float64, agent, tls string) {
		c.browsers = append(c.browsers, wire.Client{Agent: agent, JA4: ja4("h2", tls)})
		c.weights = append(c.weights, weight)
	}
	systems := []struct {
		name   string
		weight float64
	}{{"Windows NT 10.0; Win64; x64", .55}, {"Macintosh; Intel Mac OS X 10_15_7", .3}, {"X11; Linux x86_64", .15}}
	for _, s := range systems {
		for v := 138; v <= 143; v++ {
			w := s.weight * []float64{.03, .07, .15, .35, .3, .1}[v-138]
			browser(.5*w, fmt.Sprintf("Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", s.name, v), "chrome")
			browser(.1*w, fmt.Sprintf("Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36 Edg/%d.0.0.0", s.name, v, v), "chrome")
			browser(.1*w, fmt.Sprintf("Mozilla/5.0 (%s; rv:%d.0) Gecko/20100101 Firefox/%d.0", s.name, v+2, v+2), fmt.Sprint("firefox", v/3))
		}
	}
	for v := 17; v <= 19; v++ {
		browser(.04, fmt.Sprintf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.4 Safari/605.1.15", v), fmt.Sprint("safari", v))
		browser(.05, fmt.Sprintf("Mozilla/5.0 (iPhone; CPU iPhone OS %d_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.4 Mobile/15E148 Safari/604.1", v, v), fmt.Sprint("safari", v))
	}
	for v := 30; v < 38; v++ {
		browser(.012, fmt.Sprintf("AuroraChat/2.%d (iOS 19.1; iPhone)", v), "ios app")
		browser(.012, fmt.Sprintf("AuroraChat/2.%d (Android 15)", v), "android app")
	}
	sdk := func(weight float64, agent, tls, lang, version, runtime string) {
		c.sdks = append(c.sdks, wire.Client{Agent: agent, JA4: ja4("h2", tls), Headers: [][2]string{
			{"x-stainless-lang", lang}, {"x-stainless-package-version", version}, {"x-stainless-runtime-version", runtime}}})
		c.sdkUse = append(c.sdkUse, weight)
	}
	for v, w := range []float64{.05, .1, .2, .3, .2, .1} {
		for py := 10; py <= 13; py++ {
			version := fmt.Sprintf("1.%d.0", 92+v)
			sdk(.6*w, "OpenAI/Python "+version, fmt.Sprint("python", py), "python", version, fmt.Sprintf("3.%d.%d", py, 2+py%5))
		}
		for _, node := range []int{18, 20, 22} {
			version := fmt.Sprintf("5.%d.0", 8+v)
			sdk(.4*w, "OpenAI/JS "+version, fmt.Sprint("node", node), "js", version, fmt.Sprintf("v%d.11.1", node))
		}
	}
	for _, agent := range []string{"python-httpx/0.28.1", "python-requests/2.32.3", "curl/8.5.0", "curl/8.11.1", "Go-http-client/2.0", "axios/1.7.9", "okhttp/4.12.0", "python-httpx/0.27.2"} {
		c.scripts = append(c.scripts, wire.Client{Agent: agent, JA4: ja4("h1", agent)})
	}
	for v := range 6 {
		version := fmt.Sprintf("0.%d.%d", 41+v, v%3)
		c.harness = append(c.harness, wire.Client{Agent: "forgehand/" + version + " (cli)", JA4: ja4("h2", "node22"),
			Headers: [][2]string{{"x-stainless-lang", "js"}, {"x-stainless-package-version", "5.10.0"}}})
	}
	return c
}

func ja4(alpn, software string) string {
	h, k := text(software), join(text(software), 1)
	return fmt.Sprintf("t13d%02d%02d%s_%012x_%012x", 10+h%9, 8+k%9, alpn, h&0xffffffffffff, k&0xffffffffffff)
}

func (c *Catalogue) browser(d dice) *wire.Client { return &c.browsers[d.weighted(c.weights)] }

// developer draws what a program is written with.
func (c *Catalogue) developer(d dice) *wire.Client {
	if d.chance(.2) {
		return &c.scripts[d.IntN(len(c.scripts))]
	}
	return &c.sdks[d.weighted(c.sdkUse)]
}
