### 程序的全部文本，中文。每个键在 en.ftl 中都有（测试会比对）。

## 命令行：帮助

cli-about = 沙盘：情景推演与演练引擎。用蒙特卡罗模拟比较洪涝等灾害的应急预案。
cli-heading-usage = 用法
cli-heading-commands = 命令
cli-heading-arguments = 参数
cli-heading-options = 选项
cli-heading-global = 所有命令通用的选项

cmd-calc-about = 用单个模型计算：不给名称则列出全部模型，只给名称则说明该模型
cmd-check-about = 检查文件：列出每一处错误、位置和处理办法
cmd-evaluate-about = 在同一情景上多次推演并比较各预案，生成报告
cmd-import-about = 把一个地方的数据逐步导入案例文件夹
cmd-list-about = 列出内置内容：模型和公开算例
cmd-new-about = 生成情景或预案的起始文件
cmd-run-about = 推演一次，输出事件日志、时间序列和最终栅格
cmd-validate-about = 与已发表的数值比对；有一项不符则退出码为 4

arg-global-lang = 文本语言：zh 或 en（默认取自 SANDTABLE_LANG、LC_ALL、LC_MESSAGES、LANG）
arg-global-color = 颜色：auto、always 或 never；遵从 NO_COLOR
arg-global-quiet = 标准错误只输出错误
arg-global-json = 结果以一个 JSON 文档写到标准输出
arg-global-help = 显示帮助
arg-global-version = 显示版本

arg-calc-model = 模型名，如 flood.hazard_rating；不给则列出全部
arg-calc-values = 输入，写作 名称=值
arg-check-files = 情景、预案或研究文件
arg-evaluate-scenario = 内置情景的名称，或情景文件的路径
arg-evaluate-plan = 要比较的预案：名称或路径；可多次给出（默认：情景所列的预案）
arg-evaluate-replicates = 每个预案的推演次数
arg-evaluate-precision = 推演到某个指标的置信区间足够窄为止，如 deaths=5%
arg-evaluate-max_n = 配合 --precision 的最多次数
arg-evaluate-seed = 全部随机抽样的种子（默认：情景所给）
arg-evaluate-threads = 线程数（默认：每核一个）；结果与线程数无关
arg-evaluate-grid = 网格大小，如 120m（默认：情景所给）
arg-evaluate-households = 住户逐户（single）或成组（packets）计算
arg-evaluate-out = 结果文件夹；没有则新建，其中的其他文件不动
arg-evaluate-require = 最优预案须达到的目标，如 "deaths<=2"；未达到则退出码为 4
arg-import-kind = 文件内容：dem、landcover、roads、zones、places、buildings、gauges、inflow 或 boundaries
arg-import-file = 要导入的文件
arg-import-into = 案例文件夹；没有则新建
arg-new-kind = scenario（情景）或 plan（预案）
arg-new-name = 新文件的名称，不带扩展名
arg-new-force = 替换同名文件
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
calc-validity = 适用范围
calc-source = 出处
calc-hint = 说明某个模型：sandtable calc 模型名。计算：sandtable calc 模型名 名称=值 …
calc-example = 示例
calc-unknown-model = 没有模型“{ $name }”
calc-no-pair = “{ $text }”不是 名称=值
calc-unknown-input = { $model } 没有输入“{ $name }”；可用：{ $known }
calc-missing-input = { $model } 需要 { $name }（{ $unit }）
calc-unreadable = { $name } =“{ $found }”：允许 { $expected }
calc-outside-validity = 超出 { $model } 的适用范围：{ $why }

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
validate-skipped = 跳过
validate-relative = 百分之 { $percent }
validate-at-most = 不大于
validate-differs = 相差大于 { $bound }
validate-running = 正在比对 { $name }
validate-no-topic = 没有以“{ $topic }”开头的算例；有：{ $known }
validate-left-out = --quick 略去了 { $count } 个耗时算例
validate-summary = 通过 { $pass }，不符 { $fail }，超出适用范围 { $outside }，跳过 { $skipped }

## list

list-scenarios = 内置情景
list-models = 模型（sandtable calc）
list-checks = 公开算例（sandtable validate）
list-name = 名称
list-title = 标题
list-count = 算例数

## check

check-ok = { $file }：未发现错误
check-faults = { $files } 个文件中有 { $count } 处错误

## 进度

progress-replicates = 次推演
progress-eta = 预计剩余
