from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from yangguang.api.public import api

_FRONT = """阳光政务公开平台开放接口

接口说明（OpenAPI）：/api/v1/openapi.json
  /api/v1/items            已公开信息，参数 agency、column、kind、since、until
  /api/v1/items/编号       一条信息的全部内容
  /api/v1/agencies         机构名录
  /api/v1/columns          栏目
  /api/v1/reports          政府信息公开年度报告，参数 year
  /api/v1/reports/编号     一份年度报告的表格与体检结果
  /api/v1/registers        清单与公示；/编码 字段与规则，/编码/rows 条目（参数 agency、as_of 和各字段），
                           /编码/rows/编号/versions 历次版本，/编码/changes 历次变更
  /api/v1/deliveries       递送文件（POST，须用令牌），查询办理情况（GET）
"""


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What there is, for a person who looks."""
    return HttpResponse(_FRONT, content_type="text/plain; charset=utf-8")


urlpatterns = [path("", front), path("api/v1/", api.urls)]
