"""What can go wrong while the house is set up, each in one sentence: Chinese first, then English.

Standard library only, and readable by old Pythons, so that even they can be told what is missing.
"""

import sys

WRONG_PYTHON = (
    "需要 Python 3.11 或更新版本,现在的是 %s。Debian/Ubuntu:sudo apt install python3 python3-venv",
    "Python 3.11 or newer is needed, this one is %s. Debian/Ubuntu: sudo apt install python3 python3-venv",
)
NO_VENV = (
    "Python 缺少 venv 模块。Debian/Ubuntu:sudo apt install python3-venv",
    "This Python lacks the venv module. Debian/Ubuntu: sudo apt install python3-venv",
)
NO_SPACE = (
    "磁盘空间不足:%s 只剩 %.1f GB,安装需要约 %.1f GB。请清理后重试。",
    "Not enough disk space: %s has %.1f GB left, set-up needs about %.1f GB. Free some and try again.",
)
DISK_FULL = ("磁盘已满,请清理后重试。", "The disk is full; free some space and try again.")
NO_WRITE = ("没有写入权限:%s", "No permission to write: %s")
NO_NETWORK = (
    "第一次安装需要网络,但连不上软件包镜像。请检查网络或代理,也可以设置 pip 和 npm 的镜像,然后重试。",
    "The first set-up needs the network, but the package index cannot be reached. "
    "Check the network or proxy (pip and npm mirrors may be configured), then try again.",
)
BAD_HASH = (
    "下载的软件包与锁定的校验值不一致,已停止。可能是镜像有误,请换一个镜像重试。",
    "A downloaded package differs from its locked checksum, so nothing was installed. Try another mirror.",
)
NO_WHEEL = (
    "这台机器(系统或处理器)没有可用的软件包版本。详见 %s",
    "No package fits this machine (system or processor). See %s",
)
UNKNOWN = ("%s 失败,详见 %s", "%s failed, see %s")

SIGNS = (
    (DISK_FULL, ("no space left", "enospc", "disk quota")),
    (BAD_HASH, ("do not match the hashes", "eintegrity")),
    (
        NO_NETWORK,
        (
            "failed to establish a new connection",
            "name resolution",
            "enotfound",
            "eai_again",
            "etimedout",
            "econnrefused",
            "econnreset",
            "network is unreachable",
            "read timed out",
            "proxyerror",
            "connecttimeout",
            "tunneling socket",
        ),
    ),
    (NO_WHEEL, ("no matching distribution", "ebadplatform")),
)


def stop(sentence, *values):
    """Say what is missing and end with status 1."""
    for text in sentence:
        sys.stderr.write("\n  ✗ " + (text % values if values and "%" in text else text))
    sys.stderr.write("\n\n")
    raise SystemExit(1)


def explain(output):
    """Return the sentence that fits the output of a failed command, or None."""
    text = output.lower()
    for sentence, signs in SIGNS:
        if any(sign in text for sign in signs):
            return sentence
    return None
