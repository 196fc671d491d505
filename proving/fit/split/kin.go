package split

import "strings"

// Kin names what a source must be left out with: translations and excerpts of
// one set, and parts of one benchmark, are no strangers to each other.
func Kin(source string) string {
	switch source {
	case "alpaca_zh_carbonz0", "llamafactory_alpaca_en_demo", "code_alpaca_2k":
		return "alpaca_52k"
	case "belle_zh_seed_175":
		return "selfinstruct_seed_175"
	case "limo_eval_aime", "limo_eval_amc", "limo_eval_math", "limo_eval_olympiadbench":
		return "competitions"
	case "limo_eval_gaokao", "limo_eval_kaoyan", "limo_eval_cn_math_2024":
		return "examinations"
	}
	if strings.HasPrefix(source, "alpaca_eval_") {
		return "alpaca_eval_*"
	}
	return source
}
