"""Project sheets (项目支出绩效信息表): many projects in one table, their indicators below each."""
