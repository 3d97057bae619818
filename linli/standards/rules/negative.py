"""
What nobody may be measured by: the negative list of today.md 3.5, after State Council Office letter 〔2026〕 no. 12.

A name is read in both languages; signs, spaces and capitals do not hide a word.
"""

import re
import unicodedata
from dataclasses import dataclass

from linli.values import Reason, noop


@dataclass(frozen=True, slots=True)
class Ban:
    """One forbidden kind of measure: code, how it is written, and the sentence that refuses it."""

    code: str
    chinese: re.Pattern[str]
    english: re.Pattern[str]
    text: str


def _ban(code: str, chinese: str, english: str, text: str) -> Ban:
    return Ban(code, re.compile(chinese), re.compile(english), text)


_COUNT = "(?:的)?(?:总)?(?:次数?|人次|人数|率|量|数|天数|情况|频次|频率|条数|篇数)"
BANS: tuple[Ban, ...] = (
    _ban(
        "logins",
        f"登[录陆](?:系统|平台|app|软件|小程序)?{_COUNT}|登[录陆]打卡|(?:每日|每天|按时|日均)登[录陆]",
        r"\blog[ -]?ins?\b|\bsign[ -]?ins?\b|\blogons?\b",
        noop("“%(word)s”: logins are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "online_time",
        "(?:在线|上线|挂网)(?:的)?(?:总)?(?:时长|时间|分钟|小时|天数|人数)",
        r"\bonline (?:minutes?|hours?|time|rates?)\b|\b(?:minutes?|hours?|time) online\b|\bscreen time\b",
        noop("“%(word)s”: time online is no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "likes",
        "点赞|获赞|集赞|赞数",
        r"\blikes\b|\bthumbs[ -]up\b|\bnumber of like\b",
        noop("“%(word)s”: likes are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "online_votes",
        "(?:网络|网上|线上|在线|微信|刷)投票|(?:网络|网上)评选票数",
        r"\bonline (?:votes?|voting|polls?)\b|\bvotes? (?:cast )?online\b|\bweb votes?\b",
        noop("“%(word)s”: online votes are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "forwards",
        "转发(?:的)?(?:次数?|量|数|率|人数|任务|朋友圈|链接|推文|文章|公众号|视频)|转发$|^转发|转赞评|朋友圈",
        r"\bforwards\b|\bforward(?:ed|ing) (?:posts?|messages?|articles?|links?)\b"
        r"|\b(?:posts?|messages?|articles?) forwarded\b|\breposts?\b|\bretweets?\b|\bshares? of (?:posts?|articles?)\b",
        noop("“%(word)s”: forwards are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "study_time",
        "学习(?:的)?(?:总)?(?:时长|时间|分钟|小时|积分)|(?:线上|在线|网上)学习|学习强国",
        r"\b(?:study(?:ing)?|learning) (?:time|minutes?|hours?|points?)\b|\b(?:minutes?|hours?) of study\b",
        noop("“%(word)s”: study time is no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "installs",
        "安装(?:率|任务|人数)|(?:app|软件|小程序|平台|系统|客户端)的?(?:安装|注册|下载)|激活(?:率|量|数|人数)|"
        "下载(?:率|量|次数|人数|任务)|[日月周]活(?!动)|活跃用户|用户活跃",
        r"\binstall(?:ation)? rates?\b|\b(?:app|software|program) (?:install\w*|downloads?)\b|\binstalls\b"
        r"|\bactivation rates?\b|\bdownloads\b|\bactive users?\b|\bdau\b|\bmau\b",
        noop("“%(word)s”: installs and active users are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "photos",
        "(?:照片|图片|相片|截图|视频)(?:上传|报送|采集)?(?:的)?(?:总)?(?:数量?|张数|量|率|个数|条数)|"
        "上传(?:的)?(?:照片|图片|相片|截图|视频)|^(?:照片|图片|相片|截图)$",
        r"\b(?:number|count) of (?:\w+ )?(?:photos?|pictures?|screenshots?|videos?)\b"
        r"|\b(?:photos?|pictures?|screenshots?) (?:uploaded|sent|count|number)\b|^photos$",
        noop("“%(word)s”: numbers of photos are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "posts",
        "发帖|帖子?数|跟帖|回帖|推文(?:数|量|篇数)|公众号(?:粉丝|关注|阅读|推送|发布|文章)|阅读量|浏览量",
        r"\b(?:number|count) of (?:online |forum |social )?(?:posts|articles)\b(?! (?:filled|held|vacant))"
        r"|\bposts (?:published|made|sent|count)\b|\bpage views?\b",
        noop("“%(word)s”: numbers of posts are no measure of work (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "clock_in",
        "打卡|(?:app|手机|线上|系统|每日|平台)签到",
        r"\b(?:clock|punch)(?:ed|ing)?[ -]?ins?\b|\bapp check ins?\b|\bdaily check ins?\b",
        noop("“%(word)s”: clocking in by an app may not be made compulsory (negative list 3.5; letter 〔2026〕12)."),
    ),
    _ban(
        "point_ranking",
        "积分(?:排名|排行|榜|名次)|个人积分",
        r"\bpoints? (?:ranking|ranks?|leaderboard)\b|\bleaderboards?\b|\branking of (?:people|persons)\b",
        noop("“%(word)s”: people may not be ranked by points of an app (negative list 3.5; letter 〔2026〕12)."),
    ),
)
_SIGNS = re.compile(r"[\W_]+")


def is_refused(name: str, words: str = "") -> Reason | None:
    """
    Return why something so named may not be a measure, or None where it may.

    words: what else is said of it (how it is counted, numerator and denominator in words).
    """
    for said in (name, words):
        plain = unicodedata.normalize("NFKC", said).casefold()
        spaced, tight = " ".join(_SIGNS.sub(" ", plain).split()), _SIGNS.sub("", plain)
        for ban in BANS:
            if found := ban.chinese.search(tight) or ban.english.search(spaced):
                return Reason(f"standards.negative.{ban.code}", ban.text, {"word": found.group()})
    return None
