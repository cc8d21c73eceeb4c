"""Yangguang, 阳光政务公开平台: information disclosure for a Chinese local government."""
