### 程序的全部文本，中文。每个键在 en.ftl 中都有（测试会比对）。

## 命令行：帮助

cli-about = 沙盘：情景推演与演练引擎。用蒙特卡罗模拟比较洪涝等灾害的应急预案。
cli-heading-usage = 用法
cli-heading-commands = 命令
cli-heading-arguments = 参数
cli-heading-options = 选项
cli-heading-global = 所有命令通用的选项

cmd-calc-about = 用单个模型计算：不给名称则列出全部模型，只给名称则说明该模型
cmd-check-about = 检查情景、预案、案例文件夹和数据文件：列出每一处错误、位置和处理办法
cmd-evaluate-about = 在同一情景上多次推演并比较各预案，生成报告
cmd-import-about = 把一个地方的数据逐步导入案例文件夹
cmd-list-about = 列出内置内容：情景、预案、指标、模型和公开算例
cmd-new-about = 生成情景或预案的起始文件
cmd-run-about = 推演一次，输出事件日志、预警信息、时间序列和最终栅格
cmd-validate-about = 与已发表的数值比对；有一项不符则退出码为 4

arg-global-lang = 文本语言：zh 或 en（默认取自 SANDTABLE_LANG、LC_ALL、LC_MESSAGES、LANG）
arg-global-color = 颜色：auto、always 或 never；遵从 NO_COLOR
arg-global-quiet = 标准错误只输出错误
arg-global-json = 结果以一个 JSON 文档写到标准输出
arg-global-help = 显示帮助
arg-global-version = 显示版本

arg-calc-model = 模型名，如 flood.hazard_rating；不给则列出全部
arg-calc-values = 输入，写作 名称=值
arg-check-files = 预案或情景文件，情景或导入数据的文件夹，栅格、GeoJSON，或内置情景的名称
arg-check-scenario = 预案所针对的情景（默认：预案所在文件夹的情景，没有则为第一个内置情景）
arg-evaluate-scenario = 内置情景的名称，或情景文件的路径
arg-evaluate-plan = 要比较的预案：名称或路径；可多次给出（默认：情景所列的预案）
arg-evaluate-replicates = 每个预案的推演次数
arg-evaluate-precision = 推演到某个指标的置信区间足够窄为止，如 deaths.total=5%
arg-evaluate-max_n = 配合 --precision 的最多次数
arg-evaluate-seed = 全部随机抽样的种子（默认：情景所给）
arg-evaluate-threads = 线程数（默认：每核一个）；结果与线程数无关
arg-evaluate-grid = 网格大小，如 120m（默认：情景所给）
arg-evaluate-households = 住户逐户（single）或成组（packets）计算
arg-evaluate-out = 结果文件夹；没有则新建，其中的其他文件不动
arg-evaluate-require = 最优预案的平均值须达到的目标，可多次给出，如 "deaths.total<=2" 或 "evacuation.before_arrival.slopes>=90%"；单位与表中所示相同；有一项未达到则退出码为 4
arg-import-kind = 文件内容：dem、landcover、roads、zones、places、buildings、gauges、inflow、boundaries，或 recipe（一组导入）
arg-import-file = 要导入的文件
arg-import-options = 选项，写作 名称=值，如 cell_m=20 epsg=32650
arg-import-into = 案例文件夹；没有则新建
arg-list-kind = 只列出：scenarios（情景）、plans（预案）、metrics（指标）、models（模型）或 checks（公开算例）
arg-new-kind = scenario（情景，文件夹）或 plan（预案，文件）
arg-new-name = 新文件夹或文件的名称，不带扩展名
arg-new-force = 替换同名预案；情景从不替换
arg-run-scenario = 内置情景的名称，或情景文件的路径
arg-run-plan = 预案：名称或路径（默认：情景所列的第一个）
arg-run-replicate = 第几次推演
arg-run-seed = 全部随机抽样的种子（默认：情景所给）
arg-run-grid = 网格大小，如 120m（默认：情景所给）
arg-run-households = 住户逐户（single）或成组（packets）计算
arg-run-out = 结果文件夹；没有则新建，其中的其他文件不动
arg-validate-topic = 只比对名称以此开头的算例，如 flood；不给则全部比对
arg-validate-quick = 略去超过 20 秒的算例

## 命令行：用法错误

usage-error = 用法错误
usage-invalid-value = “{ $value }”不能作为 { $arg } 的值
usage-invalid-value-choices = “{ $value }”不能作为 { $arg } 的值；可用：{ $choices }
usage-expects-whole = { $least } 至 { $most } 的整数
usage-expects-cell = 大于 0 的栅格边长（米），如 120m
usage-not-utf8 = 命令行文字不是 UTF-8；请用 UTF-8 书写文件名与数值
usage-unknown-argument = 未知参数“{ $arg }”
usage-unknown-command = 未知命令“{ $command }”
usage-missing = 缺少：{ $args }
usage-missing-command = 需要一个命令
usage-conflict = { $arg } 不能与 { $other } 同时使用
usage-too-many = { $arg } 给出了多次或给了过多的值
usage-no-value = { $arg } 需要一个值
usage-suggestion = 是否想写“{ $name }”？
usage-see-help = 用法见 { $command } --help

## 命令行：提示

error-label = 错误
warning-label = 警告
remedy-label = 处理
interrupted = 已中断
io-write = 无法写入 { $path }：{ $why }
io-out = { $path }：无法在此写出结果：{ $why }。请用 --out 另选文件夹，或清除障碍；尚未开始推演。
io-why-file = 应为文件夹的位置是一个文件
io-why-folder = 要写文件的位置是一个文件夹
io-why-denied = 没有写权限
io-why-read-only = 文件系统只读
io-why-missing = 文件夹不存在，也无法建立
io-why-full = 空间不足，或文件超过允许的大小
io-why-other = 系统提示 `{ $text }`
io-results = 无法写出结果：{ $why }
io-stdout = 无法写入标准输出：{ $why }

## calc

calc-models = 模型
calc-name = 模型
calc-title = 计算内容
calc-inputs = 输入
calc-outputs = 输出
calc-input = 输入
calc-output = 输出
calc-value = 值
calc-unit = 单位
calc-default = 默认
calc-range = 允许范围
calc-meaning = 含义
calc-needed = 必填
calc-range-numbers = { $least } 至 { $most }
calc-range-whole = { $least } 至 { $most } 的整数
calc-validity = 适用范围
calc-source = 出处
calc-hint = 说明某个模型：sandtable calc 模型名。计算：sandtable calc 模型名 名称=值 …
calc-example = 示例
calc-unknown-model = 没有模型“{ $name }”
calc-no-pair = “{ $text }”不是 名称=值
calc-unknown-input = { $model } 没有输入“{ $name }”；可用：{ $known }
calc-missing-input = { $model } 需要 { $name }（{ $unit }）
calc-unreadable = { $name } =“{ $found }”：允许 { $expected }
calc-repeated = { $name } 给出了 { $count } 次，请只给一次
calc-outside-validity = 超出 { $model } 的适用范围：{ $name } = { $value }，应为：{ $range }

## validate

validate-check = 检验
validate-case = 算例
validate-quantity = 量
validate-expected = 期望
validate-obtained = 所得
validate-error = 误差
validate-tolerance = 容差
validate-source = 出处
validate-verdict = 结论
validate-pass = 通过
validate-fail = 不符
validate-outside = 超出适用范围
validate-skipped = 跳过（{ $why }）
validate-at-most = 不大于
validate-differs = 相差大于 { $bound }
validate-running = 正在比对 { $name }
validate-no-topic = 没有以“{ $topic }”开头的算例；有：{ $known }
validate-left-out = --quick 略去了 { $count } 个耗时算例
validate-summary = 通过 { $pass }，不符 { $fail }，超出适用范围 { $outside }，跳过 { $skipped }

## list

list-scenarios = 内置情景
list-plans = 内置预案
list-metrics = 指标（用于 evaluate --require 和情景的 decision_metric）
list-models = 模型（sandtable calc）
list-checks = 公开算例（sandtable validate）
list-name = 名称
list-title = 标题
list-count = 算例数
list-its-plans = 预案
list-scope = 做法
list-group = 类别
list-direction = 好的方向
list-goal = 目标
list-lower = 越低越好
list-higher = 越高越好

## import

import-help-kind = { $kind } 的选项
import-help-all = 选项（只看一种：sandtable import 种类 --help）
import-help-option = { $meaning }［{ $form }；默认：{ $default }］
import-help-kinds = 用于 { $kinds }
import-recipe-options = “{ $text }”：选项写在导入清单之内

## check

check-ok = { $file }：未发现错误
check-what = { $file }（{ $kind }）
check-what-named = { $file }（{ $kind }“{ $name }”）
check-kind-scenario = 情景
check-kind-plan = 预案
check-kind-case = 导入数据
check-kind-recipe = 导入清单
check-kind-boundaries = 边界
check-kind-raster = 栅格
check-kind-features = GeoJSON 要素
check-kind-table = 表格
check-kind-osm = OpenStreetMap 数据
check-without = 没有 { $kind }（可不给）：{ $why }

## new

new-no-name = “{ $name }”不能作为名称：请用文字、数字、- 和 _，不带扩展名
new-in-the-way = { $path } 已存在；加 --force 替换
new-folder-in-the-way = { $path } 已存在；请换一个名称
new-force-scenario = 情景从不替换：--force 只用于预案；请自行删除该文件夹，或换一个名称
new-nothing = 没有可作为起点的内置预案
new-next = 修改后运行：sandtable check { $path }
new-still-missing = 还缺数据，请逐步导入：
new-import-dem = 地形：sandtable import dem 文件 --into { $into }
new-import-roads = 道路：sandtable import roads 文件 --into { $into }
new-import-buildings = 房屋：sandtable import buildings 文件 --into { $into }（或有人口的地点 places）
new-next-scenario = 再把标有 ▲ 的数值改成本地的，然后运行：sandtable check { $path }

## 进度

progress-replicates = 次推演
progress-eta = 预计剩余

## 报告

report-title = { $scenario }：预案推演比较报告
report-not-reached = 未完成
report-between = { $low }至{ $high }
report-unit = （{ $unit }）
report-named-unit = { $name }（{ $unit }）
report-quoted = “{ $name }”
report-is-reference = （参照）
report-is-decision = 决策指标
report-hours = { $hours }小时

report-method = 比较了什么，如何比较
report-method-text = 每次推演先抽取一场灾害和一组人员、车辆、设备的随机情况，再让各预案分别应对同一场灾害（公共随机数）。因此预案之间按推演次逐对比较，差异来自预案，而不是来自运气。
report-scenario = 情景
report-start = 起始时间
report-span = 推演时长
report-replicates = 推演次数
count-replicates = { $n }次推演
report-replicates-of = { $used }（要求{ $asked }）
report-replicates-precision = { $used }（“{ $metric }”相对误差{ $error }为止，最多{ $most }）
report-reference = 参照预案
report-decision = 决策指标
report-level = 区间置信水平
report-grid = 网格与步长
report-grid-tick = { $cell }米，{ $tick }秒
report-seed = 随机种子
report-version = 程序版本
report-case-hash = 案例哈希
report-outcomes-hash = 结果哈希
report-effort = 计算用时
report-effort-text = { $wall }秒，{ $threads }线程，灾害推演{ $hazards }场
report-made-at = 报告时间
report-files = 读取的文件及其哈希（{ $count }个）

report-finding = 哪个预案更好，有多大把握
report-no-decision = 没有决策指标，无法作出比较结论。
report-mean-interval = { $mean }（{ $level }%区间{ $between }）
report-clear = 按“{ $metric }”，“{ $plan }”最好，结论明确：{ count-replicates }的平均值为{ $mean }；与其他每个预案的差异都不含零，合并判断时也成立。
report-likely = 按“{ $metric }”，“{ $plan }”很可能最好：{ count-replicates }的平均值为{ $mean }；与其他预案的差异单独看都不含零，但合并判断时并非全部成立（{ $rivals }）。
report-likely-few = 按“{ $metric }”，“{ $plan }”很可能最好：{ count-replicates }的平均值为{ $mean }，与其他每个预案的差异都不含零；但可比的推演不足{ $least }次，区间粗略，尚不能称为明确。
report-undecided = 按“{ $metric }”尚不能定论：“{ $plan }”的平均值最好，为{ $mean }，但{ count-replicates }不足以把它与{ $rivals }区分开。
report-one-plan = 只推演了一个预案，没有可比较的对象。
report-all-equal = 各预案在每次推演中的“{ $metric }”完全相同，按此指标无法区分预案。
report-neutral = “{ $metric }”没有好坏方向，不能用来选择预案。
report-no-mean = 部分推演中“{ $metric }”到结束时仍未完成，因此没有平均值，不能据此选出预案；请看下表中的中位数和未完成次数。
report-no-best = 按“{ $metric }”不能选出预案：没有所有预案都适用的推演。
report-best-in = 在{ count-replicates }中，它有{ $best }次单独最好（{ $share }，{ $level }%区间{ $low }至{ $high }）。
report-best-in-tied = 在{ count-replicates }中，它有{ $best }次单独最好（{ $share }，{ $level }%区间{ $low }至{ $high }），另有{ $tied }次与其他预案并列最好。
report-pair-less = “{ $plan }”与“{ $other }”相比：{ $metric }平均少{ $amount }（{ $level }%区间{ $between }）。
report-pair-more = “{ $plan }”与“{ $other }”相比：{ $metric }平均多{ $amount }（{ $level }%区间{ $between }）。
report-pair-less-constant = “{ $plan }”与“{ $other }”相比：{ $metric }平均少{ $amount }，各次推演的差异相同或次数太少，没有区间。
report-pair-more-constant = “{ $plan }”与“{ $other }”相比：{ $metric }平均多{ $amount }，各次推演的差异相同或次数太少，没有区间。
report-pair-equal = “{ $plan }”与“{ $other }”相比：每次推演的{ $metric }都相同。
report-pair-sure = 差异不含零，合并判断时也成立。
report-pair-alone = 单独看差异不含零，合并判断时不成立。
report-pair-open = 区间含零：差异可能只是偶然。
report-pairing = 公共随机数使两个预案的结果达到相关系数{ $r }，差异的方差为各自独立抽样时的{ $ratio }。
report-pairing-cell = 相关系数{ $r }，方差{ $ratio }
report-costs = 代价
report-cost-item = { $metric }（{ $amount }）
report-cost = “{ $plan }”比“{ $reference }”（平均，仅列差异不含零的项目）：{ $items }。
report-cost-none = “{ $plan }”与“{ $reference }”的各项代价没有可确认的差异。
report-cautions = 读结论时须注意
report-few = 只有{ count-replicates }，区间较粗；建议至少30次。
report-interrupted = 推演被中断，只采用从头起对所有预案都完整的部分：{ count-replicates }。
report-imprecise = 以下预案没有达到要求的精度：{ $plans }。
report-some-failed = 有{ $count }次推演失败，配对比较不含这些推演；若失败多发生在严重情形，结论会偏乐观。
report-mostly-zero = “{ $plan }”的{ $metric }在{ $n }次推演中有{ $count }次为零：平均值取决于少数严重情形，请看超越曲线和最坏情形。
report-some-unreached = “{ $plan }”的{ $metric }在{ $n }次推演中有{ $count }次到结束时仍未完成。
report-left-out = 最多有{ $count }对推演因未完成或不适用而不能计入差异。
report-one-by-one = 表中的{ $level }%区间逐项成立。指标很多，偶有个别“更好”“更差”纯属偶然。
report-only-a-model = 区间只反映推演中的随机性，不含模型、数据和情景本身的误差；结论只适用于本情景。

report-plans = 预案对比表
report-plans-text = 主要指标的平均值和{ $level }%区间；Δ为同一场灾害下与参照预案之差（配对）。全部指标见报告末尾。
report-metric = 指标
report-plan = 预案
report-median = 中位数
report-spread-median = 中位数{ $median }
report-spread = P5–P95：{ $p5 }至{ $p95 }
report-unreached-in = { $count }/{ $n }次未完成
report-inapplicable-in = { $count }次不适用
report-points = 个百分点
report-no-pairs = 没有可比的配对（{ $count }对未完成或不适用）
report-signs = 图例
report-pairs-left-out = { $count }对未计
report-mark-better = 更好
report-mark-better-text = 差异不含零，对本预案有利
report-mark-worse = 更差
report-mark-worse-text = 差异不含零，对本预案不利
report-mark-open = 不能区分
report-mark-open-text = 区间含零或次数太少
report-mark-differs = 有差异
report-mark-differs-text = 差异不含零，指标无好坏之分
report-mark-same = 相同
report-mark-same-text = 每次推演都相等
report-mark-values = “—”：不适用；“未完成”：到推演结束仍未发生
report-idle = 以下指标在所有预案的每次推演中都为零或不适用：{ $metrics }。
report-goals = 目标达成概率
report-goals-text = 达到目标的推演所占比例，{ $level }%威尔逊区间，达成次数/适用次数。
report-goal = 目标
report-best = 各预案“{ $metric }”最好的次数
report-best-alone = 单独最好
report-best-tied = 并列最好
report-best-share = 单独最好的比例

report-told = 预警：谁经何种途径、多快获知
report-told-text = 全部获知险情者首次获知的途径（各重复的平均）；下表为预警链各环节用时，从信息传到席位直至人员出发（按人取中位数，再对各重复取平均）。断电或断网处，相应渠道送达不到。
report-told-by = 首次获知途径（占获知者的%）
report-told-none = 各次运行中均无人获知。
report-told-link = 预警链环节
report-evacuation = 转移完成曲线
report-evacuation-text = 应转移人员中已到安全处的比例。线为中位数，色带为第10至第90百分位。
report-bottlenecks = 排队堵点
report-bottlenecks-text = 典型推演中转移车流损失时间最多的路段：比空路多花的车时，以及通过的车辆数。
report-bottlenecks-none = 各预案的典型推演中，没有路段损失超过1车时。
report-bottlenecks-plan = 预案
report-bottlenecks-road = 路段
report-bottlenecks-lost = 损失（车时）
report-bottlenecks-vehicles = 车辆数
report-evacuation-none = 没有转移完成曲线。
report-band-caption = { $curve }（中位数与P10–P90，{ $n }次推演）
report-hours-since = 自{ $start }起的小时数
report-hours-axis = 起始后小时数
report-exceedance = 超越概率曲线
report-exceedance-text = 超过横轴数值的推演所占比例。曲线越靠左下，坏结果越少；右端长尾表示少见而严重的情形。
report-exceedance-none = 各次推演的结果没有差别，没有超越曲线可画。
report-exceedance-of = { $metric }的超越概率曲线
report-share-above = 超过该值的推演比例
report-tails = 最坏情形
report-tails-text = 最坏5%推演的平均值（CVaR95）：满20次推演时给出，满40次时附区间；不足60次时区间只依据其中两次，很宽。
report-tail-too-few = 需要{ $least }次推演，现有{ $n }次
report-tail-no-interval = 区间需要{ $least }次推演，现有{ $n }次

report-maps = 地图
report-maps-text = 各图比例尺和色标相同，上为北；水深和到达时间不画在平时的水面上。P50、P90：半数、九成推演中不超过的最大水深，逐格统计，不是某一次推演。
report-maps-none = 没有地形数据，没有地图。
report-maps-no-layer = 没有灾害图层。
report-map-of = { $map }：{ $plans }
report-depth-p50 = 最大水深 P50
report-depth-p90 = 最大水深 P90
report-arrival-p50 = 积水到达时间 P50
report-depth-legend = 最大水深（米）
report-arrival-legend = 到达时间（起始后小时）
report-same-hazard = （灾害过程相同）
report-sign-water = 平时水面
report-sign-main-road = 主要道路
report-sign-road = 其他道路
report-sign-levee = 堤防
report-sign-border = 区界
report-sign-gauge = 水位站
report-sign-shelter = 安置点
report-sign-hospital = 医院
report-calls = 结束时未响应的求救（典型推演，第{ $replicate }号）
report-calls-text = 圆面积与人数成正比。
report-calls-of = { $plan }：{ $calls }处，{ $persons }
report-typical-failed = 该预案的典型推演没有完成。

report-stage = 主测站水位过程
report-stage-text = 线为中位数，色带为第10至第90百分位。各预案的水位只有在预案改变水流（加高、闸、泵）时才不同。
report-stage-none = 没有主测站水位过程。
report-supplies = 安置与物资过程
report-supplies-text = 安置点的人员和物资随时间的变化。线为中位数，色带为第10至第90百分位。
report-supplies-none = 没有物资过程。
report-course = 其他过程
report-course-text = 伤亡、救援和队伍随时间的变化。线为中位数，色带为第10至第90百分位。
report-course-none = 没有其他过程。
report-flat = 始终为零、未画出：{ $curves }。
report-resources = 队伍与资源安排
report-resources-text = 典型推演（第{ $replicate }号，决策指标最接近中位数）中所有出动队伍的活动，按首次出动的先后排列；到推演结束仍未完成的，画到结束为止。
report-resources-none = 没有典型推演。
report-resources-of = { $plan }的队伍活动
report-no-activity = 没有队伍出动。
report-teams = 共{ $count }支队伍
report-teams-part = 第{ $first }至{ $last }支，共{ $count }支队伍

report-ledgers = 水量账与其他账目
report-ledgers-text = 守恒量的收支：流入为正，流出和期末留存为负，合计应为零。括号内为差额占周转量的比例。
report-ledgers-none = 没有账目。
report-ledger = 账目
report-ledger-of = { $ledger }账（典型推演，第{ $replicate }号）
report-term = 项目
report-residual = 差额
report-closing = 全部推演的结账情况
report-closing-text = 在容差内结平的推演数/推演数，括号内为最大相对差额。
report-tolerance = 容差
report-runs = 警告与失败的推演
report-none-failed = { $runs }次推演全部完成，没有失败。
report-failed = 失败的推演
report-failed-text = { $runs }次推演中有{ $count }次失败。它们保留在结果表中并注明原因，不参与统计。
report-more-failed = 另有{ $count }次失败见 outcomes.csv。
report-replicate = 推演号
report-reason = 原因
report-no-warnings = 没有警告。
report-warnings = 警告
report-warnings-text = 每类警告列出一例。
report-warning = 内容
report-warned-runs = 推演数
report-warned-times = 次数
report-unconfirmed = 未经核实的数据
report-unconfirmed-text = 本次推演用到{ $count }项未能在来源处核实的数据。
report-unconfirmed-none = 没有用到未经核实的数据。
report-figure = 数据
report-source = 来源
report-place = 位置
report-metrics = 全部指标
report-metrics-text = 平均值和{ $level }%区间，中位数，第5至第95百分位；Δ为与参照预案的配对差；其下为公共随机数使两个预案达到的相关系数，以及差异的方差与独立抽样时之比。

report-reading = 怎样读这份报告
report-term-replicate = 推演（次）
report-term-replicate-text = 用同一组规则、不同的随机情况完整推演一遍。次数越多，区间越窄。
report-term-common = 公共随机数
report-term-common-text = 各预案面对相同的灾害和相同的偶然情况，因此几十次推演就能看出较小的差异。
report-term-interval = { $level }%区间
report-term-interval-text = 若反复做同样的研究，约{ $level }%的区间会包含真正的平均值。它不是单次灾害的取值范围。
report-term-difference = 配对差 Δ
report-term-difference-text = 同一次推演中本预案减参照预案，再对各次取平均。
report-term-excludes = 不含零
report-term-excludes-text = 区间整个在零的一侧：差异不像是偶然。含零时不能说两个预案相同，只能说尚不能区分。
report-term-median = 中位数、P10–P90
report-term-median-text = 半数推演不超过中位数；十次中有八次落在P10与P90之间。
report-term-tail = 最坏情形（CVaR95）
report-term-tail-text = 最坏的5%推演的平均值，用来看少见而严重的情形。
report-term-exceedance = 超越概率
report-term-exceedance-text = 结果超过某个数值的推演所占比例。
report-term-goal = 目标达成概率
report-term-goal-text = 达到目标的推演比例；威尔逊区间在0%和100%附近也可靠。
report-term-ledger = 账目
report-term-ledger-text = 水、人员、物资都不会凭空产生或消失；账目不平说明推演有误，会在警告中列出。
report-term-marks = “—”与“未完成”
report-term-marks-text = “—”表示指标不适用（如没有可统计的对象）；“未完成”表示到推演结束仍未发生，因此没有平均值，只给中位数。

unit-persons = 人
unit-person-h = 人时
unit-person-item-h = 人·件·小时
unit-h = 小时
unit-d = 天
unit-min = 分钟
unit-vehicle-h = 车时
unit-vehicles = 辆
unit-vehicles-h = 辆/小时
unit-vehicles-km = 辆/千米
unit-calls = 次
unit-items = 件
unit-team-h = 队时
unit-teams = 支
unit-cny = 元
unit-l = 升
unit-kg = 千克
unit-bags = 袋

# evaluate and run
evaluate-head = 各预案{ count-replicates }的平均值
evaluate-metric = 指标
evaluate-report = 报告：{ $path }
evaluate-imprecise = 到 --max-n 规定的{ $most }次推演为止，仍未达到要求的精度：{ $plans }
evaluate-precision = --precision 应写成 指标=5%，而不是 { $found }
evaluate-unknown-metric = 没有指标 { $found }；sandtable list metrics 列出全部指标
evaluate-require = --require 应写成 指标<=X 或 指标>=X，X 的单位见 sandtable list metrics（比例类指标才用 %），而不是 { $found }
evaluate-goal-met = 达到目标：“{ $plan }”的{ $metric }为 { $value }，要求 { $bound }
evaluate-goal-missed = 未达到目标：“{ $plan }”的{ $metric }为 { $value }，要求 { $bound }
evaluate-goal-no-value = 未达到目标：“{ $plan }”的{ $metric }没有平均值，要求 { $bound }
evaluate-goal-no-plan = 未达到目标：没有选出最优预案，无法判断{ $metric }是否 { $bound }

## run

run-failed = 第 { $replicate } 次推演失败：{ $why }
run-value = 数值
