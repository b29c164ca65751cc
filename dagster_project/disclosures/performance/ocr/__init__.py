"""Project sheets that character recognition has read (项目支出绩效表), pages and columns out of order."""
