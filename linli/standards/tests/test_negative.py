import pytest

from linli.standards.rules.negative import BANS, is_refused

REFUSED = {
    "logins": ("登录次数", "日均登录人数", "登陆率", "Number of logins", "Log-ins per day", "登 录 次 数"),
    "online_time": ("在线时长", "在线时间（分钟）", "Online minutes", "hours online"),
    "likes": ("点赞数", "获赞总数", "Likes received", "likes"),
    "online_votes": ("网络投票数", "线上投票参与率", "Online votes", "votes cast online"),
    "forwards": ("转发量", "朋友圈转发", "Forwards of articles", "forwarded messages"),
    "study_time": ("学习时长", "学习强国积分", "Study time", "study minutes"),
    "installs": ("安装率", "APP激活率", "日活", "下载量", "Installation rate", "daily active users"),
    "photos": ("照片数", "上传图片张数", "Number of photos", "photos uploaded"),
    "posts": ("发帖数", "推文篇数", "number of posts"),
    "clock_in": ("打卡次数", "每日签到", "clock-ins", "Daily check-ins"),
    "point_ranking": ("积分排名", "个人积分榜", "points ranking", "leaderboard"),
}
ALLOWED = (
    "按时办结率",
    "每月活动次数",
    "志愿者活跃率",
    "全年发文数量",
    "监控设备在线率",
    "公众号投诉办结率",
    "Cases forwarded to departments",
    "Number of posts filled",
    "入户走访户数",
    "登记失业人员就业率",
    "志愿服务时长",
    "会议签到率",
    "处理信访件数",
    "监控摄像头安装数",
    "社区工作者人数",
    "充电桩安装数量",
    "议事会投票参与户数占比",
    "居民满意率",
    "矛盾纠纷调解成功率",
    "Cases closed in time",
    "Households visited",
    "Workers per 10 000 residents",
    "Hours of voluntary service",
)


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in REFUSED.items() for name in names])
def test_the_negative_list_is_refused_by_its_name(code, name):
    reason = is_refused(name)

    assert reason is not None
    assert reason.rule == f"standards.negative.{code}"
    assert reason.params["word"] in reason.render()


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_law_does_not_mean_is_let_through(name):
    assert is_refused(name) is None


def test_evidence_is_no_measure_and_may_be_a_photo():
    assert is_refused("公开栏状况", "以现场照片为证，附照片") is None
    assert is_refused("Notice board", "Add photos as evidence") is None


def test_words_beside_the_name_do_not_hide_it():
    assert is_refused("宣传工作", "按公众号文章转发次数计").rule.startswith("standards.negative.")
    assert is_refused("ＡＰＰ安装率") is not None
    assert is_refused("L·I·K·E·S 点*赞") is not None


def test_every_kind_of_the_list_has_examples():
    assert {ban.code for ban in BANS} == set(REFUSED)
