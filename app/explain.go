package app

import "github.com/stillhunt/stillhunt/report"

type explainCommand struct {
	Dir   string   `arg:"" help:"A hunt directory."`
	Names []string `arg:"" name:"name" help:"A campaign or group (name, id or the beginning of its id), an account, or two accounts."`
	JSON  bool     `name:"json" help:"Answer in JSON."`
}

// Help is the text below the flags.
func (explainCommand) Help() string {
	return `Examples:

    stillhunt explain march "flaxen harrier"
    stillhunt explain march acct_52sszt3lqakf
    stillhunt explain march acct_52sszt3lqakf acct_rkhmsx2xymdl

Evidence is counted in nats: one nat makes a campaign about 2.7 times as likely, five nats 150 times.`
}

// Run answers.
func (c *explainCommand) Run(env *environment) error {
	h, err := report.OpenToExplain(c.Dir)
	if err != nil {
		return err
	}
	s := env.screen()
	return report.Explain(env.ctx, env.Out, h, c.Names, report.ExplainOptions{JSON: c.JSON, Width: s.width, Colour: s.colour})
}
