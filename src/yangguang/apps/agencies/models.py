"""Bodies in time, and the people who act for them.

A body keeps its identity while its name, parent and level change; each of those is a dated row,
so that an old item shows the name its body had on the day. In every dated row ``valid_to`` is the
first day on which it no longer holds, so that one row's end is the next one's beginning.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from yangguang.apps.audit.actors import Actor, ActorKind


class AgencyKind(models.TextChoices):
    GOVERNMENT = "government", "人民政府"
    OFFICE = "office", "政府办公室"
    DEPARTMENT = "department", "政府工作部门"
    AGENCY = "dispatched", "派出机关"
    TOWN = "town", "乡镇人民政府、街道办事处"
    INSTITUTION = "institution", "法律法规授权组织"
    ENTERPRISE = "enterprise", "公共企业事业单位"
    OTHER = "other", "其他"


class AgencyLevel(models.TextChoices):
    NATION = "nation", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡级"


class Agency(models.Model):
    """A body. ``name`` and ``parent`` are the current values beside the dated rows, for speed.

    ``code`` is the organisation code that stands in index numbers (9 or 18 characters);
    ``slug`` is the stable address of its sub-site.
    """

    code = models.CharField("机构代码", max_length=18, unique=True)
    slug = models.SlugField("网址标识", max_length=64, unique=True)
    name = models.CharField("机构名称", max_length=100, db_index=True)
    short_name = models.CharField("简称", max_length=50, blank=True)
    kind = models.CharField("类别", max_length=16, choices=AgencyKind)
    level = models.CharField("层级", max_length=16, choices=AgencyLevel)
    region_code = models.CharField("行政区划代码", max_length=12, blank=True)
    document_word = models.CharField("机关代字", max_length=30, blank=True)
    """The issuer's word in its document numbers, e.g. 清政发; may hold several parted by 、."""
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("层级路径", max_length=255, db_index=True, blank=True)
    """Ids from the root down, each followed by "/", so that a subtree is a prefix."""
    order = models.PositiveIntegerField("排序", default=0)
    valid_from = models.DateField("成立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    duties_text = models.TextField("主要职能", blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=10, blank=True)
    telephone = models.CharField("电话", max_length=60, blank=True)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    office_hours = models.CharField("办公时间", max_length=100, blank=True)
    head_name = models.CharField("负责人", max_length=50, blank=True)
    website = models.CharField("网站", max_length=200, blank=True)
    proposed = models.BooleanField("待核实", default=False)
    """True for a body that ingest met and nobody has confirmed yet."""
    keeper = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="kept", verbose_name="档案承接"
    )
    """The living body that keeps the records of this one after a merger; null while it lives."""

    class Meta:
        verbose_name = "机构"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class AgencyName(models.Model):
    """A name the body bore from one day to another. ``valid_to`` null: still bears it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=100, db_index=True)
    short_name = models.CharField("简称", max_length=50, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "机构名称沿革"
        ordering = ["agency", "valid_from"]

    def __str__(self) -> str:
        return self.name


class AgencyAlias(models.Model):
    """Another way in which pages write a body's name, learnt when somebody identified it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")
    name = models.CharField("别称", max_length=100, unique=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "机构别称"

    def __str__(self) -> str:
        return self.name


class AgencyPlace(models.Model):
    """Under which body, and on which level, a body stood from one day to another."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="places")
    parent = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="past_children"
    )
    level = models.CharField("层级", max_length=16, choices=AgencyLevel)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "机构隶属沿革"
        ordering = ["agency", "valid_from"]

    def __str__(self) -> str:
        return f"{self.agency_id} ← {self.parent_id}"


class Succession(models.Model):
    """One body's powers went to another: renamed apart, merged, split or abolished."""

    class Kind(models.TextChoices):
        MERGED = "merged", "合并"
        SPLIT = "split", "拆分"
        TRANSFERRED = "transferred", "职能划转"

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="succeeds")
    kind = models.CharField("方式", max_length=16, choices=Kind)
    on = models.DateField("日期")
    basis = models.CharField("依据", max_length=200, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "机构承继"

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class RemedyCover(models.TextChoices):
    OWN = "own", "本机关作出的答复"
    BELOW = "below", "所属机构作出的答复"


class RemedyRule(models.TextChoices):
    SAME_GOVERNMENT = "same-government", "本级人民政府"
    HIGHER_GOVERNMENT = "higher-government", "上一级人民政府"
    HIGHER_DEPARTMENT = "higher-department", "上一级主管部门（垂直领导等）"
    ITSELF = "itself", "本机关"
    OTHER = "other", "其他"


class RemedyBody(models.Model):
    """Who reviews a body's replies and which court hears suits, from one day to another.

    ``covers`` says whose replies: the body's own, or those of all bodies below it that have no
    row of their own (集中管辖 of courts is set so, once for a whole city). An empty name leaves
    that half to the next source. A row is never changed: a correction sets ``replaced_at``.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="remedy_rows")
    covers = models.CharField("适用于", max_length=8, choices=RemedyCover, default=RemedyCover.OWN)
    rule = models.CharField("复议机关类别", max_length=20, choices=RemedyRule)
    review_body = models.CharField("复议机关", max_length=100, blank=True)
    review_address = models.CharField("复议机关地址", max_length=200, blank=True)
    second_review_body = models.CharField("可选择的另一复议机关", max_length=100, blank=True)
    court = models.CharField("管辖法院", max_length=100, blank=True)
    court_address = models.CharField("法院地址", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")
    replaced_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "复议机关和法院"
        ordering = ["agency", "covers", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "covers", "valid_from"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_remedy_row_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_body} {self.court}".strip()


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **values: Any) -> User:
        user = self.model(username=username, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who signs in at the desk. What they may do follows from their posts alone."""

    username = models.CharField("登录名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=50)
    telephone = models.CharField("联系电话", max_length=40, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    is_active = models.BooleanField("启用", default=True)
    """False closes the account at once: the next request of an open session finds nobody."""
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "工作人员"

    def __str__(self) -> str:
        return self.name

    def actor(self, agency: Agency | None = None) -> Actor:
        """This person acting for ``agency``."""
        return Actor(ActorKind.STAFF, str(self.pk), self.name, agency.pk if agency else None)


class Reach(models.TextChoices):
    OWN = "own", "本机构"
    BELOW = "below", "本机构及下级"
    ALL = "all", "全部机构"


class Role(models.Model):
    """A named set of permissions; offices change it as data. ``permissions`` holds codes."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=50)
    reach = models.CharField("范围", max_length=8, choices=Reach, default=Reach.OWN)
    permissions = models.JSONField("权限", default=list)
    needs_second_factor = models.BooleanField("须二次验证", default=False)

    class Meta:
        verbose_name = "角色"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person holds a role at an agency from one day to another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "任职"
        indexes = [models.Index(fields=["user", "valid_to"])]

    def __str__(self) -> str:
        return f"{self.user} {self.agency} {self.role}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; null while no end is known."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class Delegation(models.Model):
    """While absent, one person's post is exercised by another, from one day to another."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="delegations")
    to = models.ForeignKey(User, models.CASCADE, related_name="delegated_posts")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止")
    reason = models.CharField("事由", max_length=200)
    recorded_at = models.DateTimeField("入库时间")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "授权代办"

    def __str__(self) -> str:
        return f"{self.post} → {self.to}"

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.valid_to - timedelta(days=1)


class Authenticator(models.Model):
    """The authenticator app that gives a person's second factor.

    ``sealed_key`` is the shared secret encrypted under the installation's field key. A code
    counts once: ``last_step`` is the 30-second step of the last code that was accepted.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="authenticator")
    sealed_key = models.TextField("密钥（加密）")
    made_at = models.DateTimeField("建立时间")
    confirmed_at = models.DateTimeField("启用时间", null=True, blank=True)
    last_step = models.BigIntegerField("末次时间步", default=-1)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    failed_at = models.DateTimeField("末次失败时间", null=True, blank=True)

    class Meta:
        verbose_name = "验证器"

    def __str__(self) -> str:
        return f"{self.user_id}"


class BackupCode(models.Model):
    """A code that stands in once for a lost authenticator; only a keyed digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="backup_codes")
    digest = models.CharField("摘要", max_length=64)
    made_at = models.DateTimeField("生成时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "备用码"

    def __str__(self) -> str:
        return f"{self.user_id}"


class SignIn(models.Model):
    """One session of a person at the desk, so that they see where they are signed in and end it.

    The session carries this row's key; once ``ended_at`` is set, its next request finds it over.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近活动")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=200, blank=True)

    class Meta:
        verbose_name = "登录记录"
        indexes = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"
