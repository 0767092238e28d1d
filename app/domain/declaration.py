"""评审承诺书: the text that every reviewer signs once per campaign, before any file opens."""

from typing import Final

from .locale_text import LocaleText

COMMITMENT: Final = LocaleText(
    {
        "zh": "本人承诺：一、客观公正，依据指标和材料评议，不受他人影响；"
        "二、遇有应当回避的情形，主动说明并回避；"
        "三、对评议材料、评分和讨论情况保密，不复制、不外传；四、评议期间不与被评单位私下接触；"
        "五、发现材料中有个人隐私或不宜公开的内容，及时告知秘书处。",
        "en": "I undertake: 1. to judge fairly, by the criteria and the evidence, uninfluenced by others; "
        "2. to name any conflict of interest and step aside; 3. to keep the evidence, the scores and the "
        "discussion confidential, and to copy or pass on nothing; 4. to have no private contact with a "
        "unit under review; 5. to tell the secretariat at once of personal data or anything not to be "
        "shown.",
    }
)
